/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_PID_H
#define OVERBOARD_LIB_PID_H

/* The task (struct task_struct *) that the current one calls `nr`, in its own pid namespace; 0: there is none.
 * type: enum pid_type, PIDTYPE_PID for a thread or process, PIDTYPE_PGID for the first of a process group. */
__u64 ob_task_numbered(__u32 nr, __u32 type);
/* The same of a struct pid. */
__u64 ob_task_of_pid(__u64 pid, __u32 type);

#define OB_PIDTYPE_PID 0 /* include/linux/pid_types.h */
#define OB_PIDTYPE_TGID 1
#define OB_PIDTYPE_PGID 2

#endif
