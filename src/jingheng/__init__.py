"""镜衡: the record-and-report system of a procuratorate."""
