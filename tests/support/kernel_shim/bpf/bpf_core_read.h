/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OVERBOARD_KERNEL_SHIM_CORE_READ_H
#define OVERBOARD_KERNEL_SHIM_CORE_READ_H

#define OB_READ_1(from, a) ((from)->a)
#define OB_READ_2(from, a, b) ((from)->a->b)
#define OB_READ_3(from, a, b, c) ((from)->a->b->c)
#define OB_READ_4(from, a, b, c, d) ((from)->a->b->c->d)
#define OB_READ_PICK(a, b, c, d, read, ...) read
#define BPF_CORE_READ(from, ...) \
    OB_READ_PICK(__VA_ARGS__, OB_READ_4, OB_READ_3, OB_READ_2, OB_READ_1)(from, __VA_ARGS__)

#define bpf_core_read(to, size, from) bpf_probe_read_kernel(to, size, from)
#define bpf_core_field_exists(...) 0
#define bpf_core_enum_value_exists(...) 0
#define bpf_core_enum_value(type, value) (value)
#define bpf_core_field_offset(type, field) __builtin_offsetof(type, field)
#define bpf_core_type_size(type) sizeof(type)
#define bpf_core_type_exists(...) 0

#endif
