// SPDX-License-Identifier: Apache-2.0
// What `overboard run` itself takes: to start, to stand by, and for events that nothing asks for.
#pragma once

namespace overboard::bench {

void measure_start(int processes, int starts);  // with that many processes in a container
void measure_standing();                        // processor time per refused open, memory, idle

}  // namespace overboard::bench
