"""科技创新服务券。What an enterprise asks for, is issued, and spends at recognised platforms, part by part."""
