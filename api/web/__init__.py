"""网络层。What every route rests on: who asks, what they may, how answers and problems look."""
