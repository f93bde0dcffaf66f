"""开放数据。Open data: what is published of an award, and how it is written for everybody."""
