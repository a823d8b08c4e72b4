/*
 * fuzz: the interface of a fuzz target. The same sources serve libFuzzer (-DTDKT_FUZZER=ON with clang) and, in every
 * test run, driver.c: committed seeds first, then mutations of them from a printed random seed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Returns 0. For any bytes, it must not crash, hang or leak. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
