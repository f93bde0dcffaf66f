"""路由。One resource a file."""
