// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one object that all copies of the runtime in a process share.
//
// It is defined as a symbol that the dynamic linker binds to one definition in
// the whole process, also for libraries that were opened with RTLD_LOCAL
// (STB_GNU_UNIQUE, as the static members of C++ templates are). Where the
// linker does not know such symbols, each copy has a provider of its own, and
// everything works but sharing.

#include "provider.h"

#define PROVIDER_BYTES 1057536

_Static_assert(sizeof(struct mbr_provider) <= PROVIDER_BYTES,
               "the space below is enough");

#if defined(__linux__) && defined(__ELF__) && !defined(MBR_FREESTANDING)
#define QUOTE_(x) #x
#define QUOTE(x) QUOTE_(x)
#define NAME QUOTE(mbr_provider_v1)
__asm__(".pushsection .bss." NAME ",\"aw\",%nobits\n"
        ".balign 4096\n"
        ".type " NAME ", %gnu_unique_object\n"
        ".size " NAME ", " QUOTE(
            PROVIDER_BYTES) "\n" NAME ":\n"
                            ".zero " QUOTE(PROVIDER_BYTES) "\n"
                                                           ".popsection\n");
#else
struct mbr_provider mbr_provider_v1;
#endif
