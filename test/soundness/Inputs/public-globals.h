// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Globals that a header gives to everybody.

#ifndef MEMBRANE_TEST_SOUNDNESS_INPUTS_PUBLIC_GLOBALS_H
#define MEMBRANE_TEST_SOUNDNESS_INPUTS_PUBLIC_GLOBALS_H

struct node;
extern char *public_message;
extern struct node *public_head;

#endif
