/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How many rows the filter's tables take. What rules name beyond that is not looked up: everything passes. */
#ifndef OVERBOARD_LIB_CAPACITY_H
#define OVERBOARD_LIB_CAPACITY_H

#define OB_MAGIC_ROWS 256
#define OB_NAME_ROWS 4096
#define OB_ADDRESS_ROWS 4096
#define OB_PORT_ROWS 4096

#endif
