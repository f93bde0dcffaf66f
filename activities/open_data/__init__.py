"""开放数据的活动。The activity that publishes awards."""
