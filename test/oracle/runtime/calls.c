// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Which instrumented functions are running, and whether what they do agrees
// with what ORACLE_CLAIMS, a file of lines "ADDRESS CLAIMS LIBRARY", says.
//
// Takes the hooks of -finstrument-functions. A call is known by its frame
// pointer, so that one that longjmp left is found out by the next event. The
// results are seen by putting another return address under those calls that
// have allocated; this is x86-64 only. Not seen: what only a register of the
// caller holds.

#define _GNU_SOURCE
#include "oracle.h"
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SEARCHES = 100 };
static const size_t FUNCTIONS = 1u << 16, CONTEXTS = 1u << 22, CALLS = 1u << 20;

static struct {
  pthread_mutex_t mutex;
  bool ready;
  word text, text_end;
  struct function *functions;
  struct context *contexts;
  size_t context_count, allocations;
  int threads;
} oracle = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static __thread struct thread self __attribute__((tls_model("initial-exec")));

void oracle_lock(void) { pthread_mutex_lock(&oracle.mutex); }
void oracle_unlock(void) { pthread_mutex_unlock(&oracle.mutex); }

bool oracle_is_program(word address) {
  return address >= oracle.text && address < oracle.text_end;
}

static word end_of_stack(void) {
  pthread_attr_t attributes;
  void *low;
  size_t size;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return (word)low + size;
}

struct thread *oracle_thread(void) {
  if (self.number == 0 && oracle.ready) {
    self.number = __atomic_add_fetch(&oracle.threads, 1, __ATOMIC_RELAXED);
    self.inside++;
    self.calls = oracle_reserve(CALLS * sizeof(*self.calls));
    self.stack_end = end_of_stack();
    self.inside--;
  }
  return &self;
}

/// What a function returns in registers.
struct result {
  word first, second;
};

//===-- functions and contexts --------------------------------------------===//

static struct function *find_function(word entry) {
  size_t at = (entry >> 2) * 0x9e3779b1u % FUNCTIONS;
  while (oracle.functions[at].entry != entry) {
    if (oracle.functions[at].entry == 0) {
      oracle.functions[at].entry = entry;
      break;
    }
    at = (at + 1) % FUNCTIONS;
  }
  return &oracle.functions[at];
}

/// Whether the instruction before a return address is "call TARGET".
static bool is_direct(word site, word target) {
  int32_t distance;
  if (!oracle_is_program(site) || *(const uint8_t *)(site - 5) != 0xe8)
    return false;
  memcpy(&distance, (const void *)(site - 4), sizeof(distance));
  word to = site + (word)(intptr_t)distance;
  return target != 0 ? to == target : oracle_is_program(to); // a stub
}

static struct context *find_context(struct context *caller, word entry,
                                    word site) {
  word hash = ((word)caller ^ entry * 31 ^ site * 0x9e3779b97f4a7c15u);
  size_t at = (hash ^ hash >> 23) % CONTEXTS;
  struct context *found = &oracle.contexts[at];
  while (found->function != NULL &&
         (found->caller != caller || found->function->entry != entry ||
          found->site != site)) {
    at = (at + 1) % CONTEXTS;
    found = &oracle.contexts[at];
  }
  if (found->function == NULL) {
    if (++oracle.context_count > CONTEXTS / 2)
      oracle_fail("too many chains of calls");
    *found = (struct context){caller, find_function(entry), site,
                              is_direct(site, entry)};
  }
  return found;
}

/// The innermost open call, after those that longjmp has left are gone.
struct context *oracle_caller(struct thread *thread, word frame) {
  size_t at = thread->open;
  while (at > 0 && thread->calls[at - 1].frame < frame)
    at--;
  if (at > 0 && thread->calls[at - 1].frame == frame)
    thread->open = at;
  return thread->open == 0 ? NULL : thread->calls[thread->open - 1].context;
}

//===-- what is compared --------------------------------------------------===//

/// An allocation for the program: no open call may have promised otherwise.
void oracle_allocated(struct thread *thread, struct context *context, word site,
                      size_t size) {
  thread->made++;
  oracle.allocations++;
  bool direct = is_direct(site, 0);
  for (struct context *at = context; at != NULL; at = at->caller) {
    if ((at->function->claims & CLAIM_NONE) != 0)
      oracle_report("none", at, context, site, size);
    if (direct && (at->function->claims & CLAIM_PARAMETERIZED) != 0)
      oracle_report("parameterized", at, context, site, size);
    direct = direct && at->direct;
  }
}

static bool is_of_call(const struct block *block, const struct thread *thread) {
  return block->alive && block->counted && block->thread == thread->number;
}

/// Some of the blocks that exist, as a set.
struct chosen {
  bool *blocks;
  size_t first, end;
};

static struct chosen choose_from(size_t first) {
  size_t end = oracle_blocks();
  return (struct chosen){oracle_reserve(end - first + 1), first, end};
}

static void keep_reached(struct chosen chosen) {
  for (size_t i = chosen.first; i < chosen.end; i++)
    chosen.blocks[i - chosen.first] &= oracle_reached(oracle_block(i));
}

static void drop_reached(struct chosen chosen) {
  for (size_t i = chosen.first; i < chosen.end; i++)
    chosen.blocks[i - chosen.first] &= !oracle_reached(oracle_block(i));
}

/// Tells each block of a set, and ends the set.
static void tell(const char *kind, const struct call *call,
                 struct chosen chosen) {
  for (size_t i = chosen.first; i < chosen.end; i++) {
    const struct block *block = oracle_block(i);
    if (chosen.blocks[i - chosen.first])
      oracle_report(kind, call->context, block->context, block->site,
                    block->size);
  }
  oracle_discard(chosen.blocks, chosen.end - chosen.first + 1);
}

/// The memory of the call that hangs neither under its result nor, if the
/// record says that it may, under a global.
static struct chosen choose_inner(const struct call *call,
                                  const struct thread *thread,
                                  struct result result) {
  struct chosen chosen = choose_from(call->first_block);
  for (size_t i = chosen.first; i < chosen.end; i++)
    chosen.blocks[i - chosen.first] = is_of_call(oracle_block(i), thread);
  oracle_search(oracle_block(call->first_block)->start);
  oracle_root(result.first);
  oracle_root(result.second);
  drop_reached(chosen);
  if ((call->context->function->claims & CLAIM_GLOBAL) == 0) {
    oracle_search(0);
    oracle_globals();
    drop_reached(chosen);
  }
  return chosen;
}

static void look_at_result(const struct call *call, const struct thread *thread,
                           word result) {
  const struct block *block = oracle_find(result);
  if (block != NULL && block >= oracle_block(call->first_block) &&
      is_of_call(block, thread))
    oracle_report("result", call->context, block->context, block->site,
                  block->size);
}

/// At the exit of a call that has allocated. The caller's frames begin at top.
static void look_at_exit(const struct call *call, const struct thread *thread,
                         struct result result, word top) {
  struct function *function = call->context->function;
  if ((function->claims & CLAIM_RESULT) != 0) {
    look_at_result(call, thread, result.first);
    look_at_result(call, thread, result.second);
  }
  if ((function->claims & (CLAIM_ARGUMENT | CLAIM_GLOBAL)) == 0 ||
      function->searches >= MOST_SEARCHES)
    return;
  function->searches++;
  if ((function->claims & CLAIM_ARGUMENT) != 0) {
    struct chosen inner = choose_inner(call, thread, result);
    oracle_search(0);
    oracle_range(top, thread->stack_end);
    keep_reached(inner);
    tell("argument", call, inner);
  }
  if ((function->claims & CLAIM_GLOBAL) != 0) {
    struct chosen inner = choose_inner(call, thread, result);
    oracle_search(0);
    oracle_globals();
    keep_reached(inner);
    tell("global", call, inner);
  }
}

/// A release that frees a block must free all that hangs under it, but for
/// what somebody else still has.
static void look_at_release(const struct call *call,
                            const struct thread *thread, word top) {
  struct chosen under = choose_from(0);
  oracle_search(0);
  oracle_through_freed();
  for (size_t i = 0; i < under.end; i++)
    if (oracle_block(i)->freed > call->freed)
      oracle_root(oracle_block(i)->start);
  for (size_t i = 0; i < under.end; i++) {
    const struct block *block = oracle_block(i);
    under.blocks[i] = block->alive && block->counted && oracle_reached(block) &&
                      block->context != NULL &&
                      block->context->function->library;
  }
  oracle_search(0);
  oracle_range(top, thread->stack_end);
  oracle_globals();
  drop_reached(under);
  tell("release", call, under);
}

//===-- the hooks ---------------------------------------------------------===//

void __cyg_profile_func_enter(void *entry, void *site) {
  struct thread *thread = oracle_thread();
  if (!oracle.ready || thread->inside > 0)
    return;
  word frame = *(word *)__builtin_frame_address(0);
  oracle_lock();
  while (thread->open > 0 && thread->calls[thread->open - 1].frame <= frame)
    thread->open--;
  if (thread->open == CALLS)
    oracle_fail("too many open calls");
  struct context *caller =
      oracle_is_program((word)site) ? oracle_caller(thread, *(word *)frame)
      : thread->open == 0           ? NULL
                                    : thread->calls[thread->open - 1].context;
  struct context *context = find_context(caller, (word)entry, (word)site);
  context->function->calls++;
  thread->calls[thread->open++] = (struct call){context, frame, oracle_blocks(),
                                                thread->made, oracle_freed()};
  oracle_unlock();
}

// Where a call returns to whose result is to be seen: hands it to
// oracle_returned, which knows where to go on.
__asm__(".text\n"
        "oracle_return:\n"
        "  leaq -8(%rsp), %rsp\n"
        "  pushq %rax\n"
        "  pushq %rdx\n"
        "  subq $40, %rsp\n"
        "  movups %xmm0, (%rsp)\n"
        "  movups %xmm1, 16(%rsp)\n"
        "  movq %rax, %rdi\n"
        "  movq %rdx, %rsi\n"
        "  leaq 64(%rsp), %rdx\n"
        "  call oracle_returned\n"
        "  movq %rax, 56(%rsp)\n"
        "  movups (%rsp), %xmm0\n"
        "  movups 16(%rsp), %xmm1\n"
        "  addq $40, %rsp\n"
        "  popq %rdx\n"
        "  popq %rax\n"
        "  ret\n");
extern char oracle_return[] __attribute__((visibility("hidden")));

static bool is_in_release(const struct thread *thread) {
  for (size_t i = 0; i < thread->open; i++)
    if ((thread->calls[i].context->function->claims & CLAIM_RELEASE) != 0)
      return true;
  return false;
}

/// Whether something at the exit of this call can contradict its record.
static bool is_of_interest(const struct call *call,
                           const struct thread *thread) {
  unsigned claims = call->context->function->claims;
  if (thread->made != call->made &&
      (claims & (CLAIM_RESULT | CLAIM_ARGUMENT | CLAIM_GLOBAL)) != 0)
    return true;
  return (claims & CLAIM_RELEASE) != 0 && oracle_freed() != call->freed &&
         !is_in_release(thread);
}

/// Gives zeros, so that the registers of a result hold nothing of the hook's
/// own if the function has none.
struct result __cyg_profile_func_exit(void *entry, void *site) {
  struct thread *thread = oracle_thread();
  word frame = *(word *)__builtin_frame_address(0);
  size_t at = thread->open;
  (void)site;
  while (at > 0 && thread->calls[at - 1].frame < frame)
    at--;
  if (at == 0 || thread->calls[at - 1].frame != frame ||
      thread->calls[at - 1].context->function->entry != (word)entry)
    return (struct result){0, 0}; // entered before the runtime was ready
  thread->open = at - 1;
  if (is_of_interest(&thread->calls[at - 1], thread)) {
    word *address = (word *)frame + 1;
    thread->return_to = *address;
    *address = (word)oracle_return;
  }
  return (struct result){0, 0};
}

/// Called in place of the return; gives where to go on.
__attribute__((used, visibility("hidden"))) word oracle_returned(word first,
                                                                 word second,
                                                                 word top) {
  struct thread *thread = oracle_thread();
  const struct call *call = &thread->calls[thread->open];
  thread->inside++;
  oracle_lock();
  if (thread->made != call->made)
    look_at_exit(call, thread, (struct result){first, second}, top);
  if ((call->context->function->claims & CLAIM_RELEASE) != 0 &&
      oracle_freed() != call->freed && !is_in_release(thread))
    look_at_release(call, thread, top);
  oracle_unlock();
  thread->inside--;
  return thread->return_to;
}

//===-- start and end -----------------------------------------------------===//

static int find_text(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
      oracle.text = object->dlpi_addr + segment->p_vaddr;
      oracle.text_end = oracle.text + segment->p_memsz;
    }
  }
  return 1; // the program is the first object
}

static void read_claims(const char *path) {
  static char text[1 << 22];
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  size_t used = 0;
  for (ssize_t got;
       (got = read(file, text + used, sizeof(text) - 1 - used)) > 0;)
    used += (size_t)got;
  if (file < 0 || used == sizeof(text) - 1)
    oracle_fail("cannot read ORACLE_CLAIMS");
  close(file);
  for (char *at = text; *at != '\0';) {
    struct function *function = find_function(strtoul(at, &at, 16));
    function->claims = (unsigned)strtoul(at, &at, 10);
    function->library = strtoul(at, &at, 10) != 0;
    at += *at == '\n';
  }
}

__attribute__((constructor)) static void start(void) {
  dl_iterate_phdr(find_text, NULL);
  oracle.functions = oracle_reserve(FUNCTIONS * sizeof(*oracle.functions));
  oracle.contexts = oracle_reserve(CONTEXTS * sizeof(*oracle.contexts));
  read_claims(getenv("ORACLE_CLAIMS"));
  unsetenv("LD_PRELOAD"); // other programs are not watched
  oracle.ready = true;
}

__attribute__((destructor)) static void end(void) {
  oracle.ready = false;
  for (size_t i = 0; i < FUNCTIONS; i++)
    if (oracle.functions[i].calls > 0)
      oracle_note("called %lx %lu\n", (unsigned long)oracle.functions[i].entry,
                  oracle.functions[i].calls);
  oracle_note("end %zu\n", oracle.allocations);
}
