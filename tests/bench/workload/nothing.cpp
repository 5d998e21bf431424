// SPDX-License-Identifier: Apache-2.0
// What fork+exec executes.
int main() { return 0; }
