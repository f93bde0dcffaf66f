"""股权投资。What follows an equity investment that was paid: valued each year, bought back first by its founders, sold, or written off."""
