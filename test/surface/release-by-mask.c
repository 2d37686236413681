// What finds the begin of a block by a mask, which a helper works out of a
// number of the library, releases pointers into such blocks.
// RUN: %scan %s -- | FileCheck %s

void *mmap(void *, unsigned long, int, int, int, long);
int munmap(void *, unsigned long);
void *memcpy(void *, const void *, unsigned long);
void abort(void);

static unsigned long page = 4096;

void set_up(unsigned long size) { page = size; }

static unsigned char *begin_of(void *pointer) {
  unsigned char *canary = (unsigned char *)pointer - 16;
  unsigned long begin = (unsigned long)canary & ~(page - 1);
  if (begin <= page * 2)
    abort();
  return (unsigned char *)begin;
}

void *guarded_new(unsigned long size) {
  unsigned long whole = (size + 16 + page - 1) & ~(page - 1);
  unsigned char *block = mmap(0, page * 3 + whole, 3, 34, -1, 0);
  if (block == (void *)-1)
    return 0;
  memcpy(block, &whole, sizeof whole);
  return block + page * 2 + whole - size;
}
// CHECK-LABEL: {{^}}guarded_new: escaping{{$}}
// CHECK: escapes return "" void * family mmap release guarded_free{{$}}

void guarded_free(void *pointer) {
  unsigned long whole;
  if (!pointer)
    return;
  unsigned char *block = begin_of(pointer) - page * 2;
  memcpy(&whole, block, sizeof whole);
  munmap(block, page * 3 + whole);
}
// CHECK-LABEL: {{^}}guarded_free: none{{$}}
