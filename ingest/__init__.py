"""How to ask: the outside world -> landing files -> core.*"""
