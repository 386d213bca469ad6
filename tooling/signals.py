"""What `tooling` asks the floors above."""

from django.dispatch import Signal

# Answered with {tool: {"state", "failures", "next_probe"}}, for the tools whose circuit breaker has
# counted a failure.
breakers_asked = Signal()
