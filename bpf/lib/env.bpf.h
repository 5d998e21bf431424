/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_ENV_H
#define OVERBOARD_LIB_ENV_H

#include "emit.bpf.h"

/* Appends what the environment between two addresses of user memory says to the dynamic loader. 1: there is more of it
 * than is looked at. */
int ob_put_env(__u64 from, __u64 to);

#endif
