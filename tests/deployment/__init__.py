"""部署文件的测试。The compose file, the image and the database roles."""
