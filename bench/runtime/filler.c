// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BYTES before the code of a program, so that it lies elsewhere in its page.

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
__asm__(".text\n\t.skip " TEXT(BYTES) "\n");
