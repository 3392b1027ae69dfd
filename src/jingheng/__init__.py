"""镜衡: the record-and-report system of a procuratorate."""

__version__ = "0.1.0"
