/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_ENTRY_H
#define OVERBOARD_LIB_ENTRY_H

#include "admit.bpf.h"

/* The current process came in by this way (enum ob_entry): told once of an executable and of each further one. */
int ob_tell_entry(__u32 entry);

#endif
