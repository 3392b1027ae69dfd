// Draws what stands in the JSON beside each [data-chart]. The table next to it carries the numbers; the picture only
// shows their shape, so it is legible in grey: the compared period is hatched, or dashed.
(() => {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const ink = colour("--j-ink"), muted = colour("--j-muted"), line = colour("--j-line"), accent = colour("--j-accent");
  const type = getComputedStyle(document.body).fontFamily;
  const text = { color: muted, fontFamily: type, fontSize: 12 };
  const hatch = { symbol: "rect", color: "#9db4d3", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 };

  const names = (labels, lying) => ({
    type: "category", data: labels, inverse: lying, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
    axisLabel: { ...text, color: ink, ...(lying ? { width: 130, overflow: "break" } : { hideOverlap: true, interval: "auto" }) },
  });
  const amounts = (lying) => ({
    type: "value", minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: line } },
    axisLabel: { ...text, show: !lying }, axisLine: { show: false }, axisTick: { show: false },
    ...(lying ? { splitLine: { show: false } } : {}),
  });

  function bars(chart, lying) {
    const series = chart.series.map((one, index) => ({
      type: "bar", name: one.name, data: one.values, barMaxWidth: chart.series.length > 1 ? 12 : lying ? 18 : 40, barGap: "20%",
      itemStyle: index ? { color: "#fff", borderColor: accent, borderWidth: 1, decal: hatch } : { color: accent },
      label: { show: true, position: lying ? "right" : "top", ...text, color: index ? muted : ink },
    }));
    return lying
      ? { xAxis: amounts(true), yAxis: names(chart.labels, true), series, grid: { left: 4, right: 36, top: 4, bottom: 4, containLabel: true } }
      : { xAxis: names(chart.labels, false), yAxis: amounts(false), series, grid: { left: 4, right: 8, top: 22, bottom: 4, containLabel: true } };
  }

  function lines(chart) {
    const series = chart.series.map((one, index) => ({
      type: "line", name: one.name, data: one.values, symbol: index ? "emptyCircle" : "circle", symbolSize: 6,
      lineStyle: { color: index ? muted : accent, width: index ? 1.5 : 2, type: index ? "dashed" : "solid" },
      itemStyle: { color: index ? muted : accent },
      label: { show: chart.labels.length <= 14 && chart.series.length === 1, position: "top", ...text, color: ink },
    }));
    return { xAxis: { ...names(chart.labels, false), boundaryGap: true }, yAxis: amounts(false), series, grid: { left: 4, right: 12, top: 22, bottom: 4, containLabel: true } };
  }

  function draw(place) {
    const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const rows = chart.labels.length * chart.series.length;
    place.dataset.size = rows > 12 ? "tall" : chart.kind === "bars" && rows < 5 ? "low" : "usual"; // it has no height until now
    const drawn = echarts.init(place, null, { renderer: "canvas", devicePixelRatio: Math.max(2, devicePixelRatio) });
    drawn.setOption({ animation: false, textStyle: text, ...(chart.kind === "lines" ? lines(chart) : bars(chart, chart.kind === "bars")) });
    drawn.on("click", (event) => { const url = chart.urls[event.dataIndex]; if (url) location.assign(url); });
    new ResizeObserver(() => drawn.resize()).observe(place);
    window.addEventListener("beforeprint", () => drawn.resize());
  }

  if (window.echarts) document.querySelectorAll("[data-chart]").forEach(draw);
})();
