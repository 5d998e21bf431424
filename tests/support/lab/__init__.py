# SPDX-License-Identifier: Apache-2.0
"""Real containers on this machine, their networks and the services around them, for tests and the demo."""
