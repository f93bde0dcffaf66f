"""活动的签名。What workflows know of activities: names and types."""
