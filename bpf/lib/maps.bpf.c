/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "maps.bpf.h"

#define OB_MAP(n, t, e, k, v, f) struct ob_map_##n n SEC(".maps");
#define OB_RING(n, bytes) struct ob_map_##n n SEC(".maps");
OB_MAPS(OB_MAP, OB_RING)

struct ob_host host = {};
__u32 name_lengths = 0;
__u32 sensor_tgid = 0;
const volatile __u32 cgroup_hierarchy = 0;
const volatile __u32 cgroup_controller = 0;
const volatile bool overlay_unknown = false;

char LICENSE[] SEC("license") = "Dual BSD/GPL";
