// The draw once more, in front of the observers: from the bundle alone, by a second implementation.
const box = document.querySelector("[data-check]");
const part = (name) => box.querySelector(`[data-check-${name}]`);

// The members of a zip whose files are stored as they are: that is how bundles are made.
function members(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = data.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error("不是抽取包");
  const found = {};
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 10, true) !== 0) throw new Error("不是抽取包");
    const [size, name, extra, note] = [view.getUint32(at + 20, true), ...[28, 30, 32].map((place) => view.getUint16(at + place, true))];
    const local = view.getUint32(at + 42, true);
    const begins = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    found[new TextDecoder().decode(data.subarray(at + 46, at + 46 + name))] = data.subarray(begins, begins + size);
    at += 46 + name + extra + note;
  }
  return found;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const grouped = (digits) => digits.match(/.{8}/g).join(" ");

async function recomputed() {
  const [answer, { recomputeBundle, sha256, wrongShares }] = await Promise.all([
    fetch(box.dataset.bundle, { cache: "no-store" }),
    import(box.dataset.recompute),
  ]);
  if (!answer.ok) throw new Error(`抽取包没有取到（${answer.status}），请刷新页面再试`);
  const files = members(new Uint8Array(await answer.arrayBuffer()));
  const text = (name) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(files[name]);
  const [plan, shares] = [JSON.parse(text("plan.json")), JSON.parse(text("shares.json"))];
  const made = recomputeBundle({ frame: files["frame.csv"], plan, shares, publicValue: text("public.txt") });
  const ours = hex(sha256(new TextEncoder().encode(made.resultJson)));
  const agrees =
    ours === box.dataset.result &&
    made.resultJson === text("result.json") &&
    made.commitment === box.dataset.commitment &&
    wrongShares(plan, shares).length === 0;
  return { agrees, ours };
}

async function run(button) {
  const verdict = part("verdict");
  button.disabled = true;
  verdict.className = "d-verdict";
  verdict.textContent = "正在复算……";
  await new Promise((resolve) => setTimeout(resolve, 50)); // the words are drawn before the work begins
  try {
    const { agrees, ours } = await recomputed();
    part("theirs").textContent = grouped(box.dataset.result);
    part("ours").textContent = grouped(ours);
    part("digests").hidden = false;
    verdict.textContent = agrees ? "一致：浏览器算出的，就是账本里的结果。" : "不一致：浏览器算出的不是这里显示的结果，请停下来核查。";
    verdict.classList.add(agrees ? "d-agrees" : "d-differs");
  } catch (error) {
    verdict.textContent = `没有算成：${error.message}`;
    verdict.classList.add("d-differs");
  } finally {
    button.disabled = false;
  }
}

if (box) {
  part("offer").hidden = false;
  part("run").addEventListener("click", (event) => run(event.currentTarget));
}
