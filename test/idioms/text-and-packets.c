// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of libogg, libidn2, libunistring and xxHash, by the built-in models.

#include "../Inputs/libc.h"

typedef struct {
  long endbyte;
  int endbit;
  unsigned char *buffer, *ptr;
  long storage;
} oggpack_buffer;
void oggpack_writeinit(oggpack_buffer *);
void oggpack_write(oggpack_buffer *, unsigned long, int);
void oggpack_writeclear(oggpack_buffer *);
unsigned char *oggpack_get_buffer(oggpack_buffer *);

int packed_ok(int kind) {
  oggpack_buffer bits;
  oggpack_writeinit(&bits);
  oggpack_write(&bits, (unsigned)kind, 8);
  int first = *oggpack_get_buffer(&bits);
  oggpack_writeclear(&bits);
  return first;
}
// CHECK-LABEL: {{^}}packed_ok: contained{{$}}

void started_bad(oggpack_buffer *bits) { oggpack_writeinit(bits); }
// CHECK-LABEL: {{^}}started_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->buffer"

void grown_bad(oggpack_buffer *bits) { oggpack_write(bits, 1, 1); }
// CHECK-LABEL: {{^}}grown_bad: opaque{{$}}

typedef struct {
  unsigned char *data;
  int numbers[6];
} ogg_sync_state;
char *ogg_sync_buffer(ogg_sync_state *, long);
int ogg_sync_clear(ogg_sync_state *);
char *room_bad(ogg_sync_state *from) { return ogg_sync_buffer(from, 4096); }
// CHECK-LABEL: {{^}}room_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->data"
void end_ok(ogg_sync_state *from) { ogg_sync_clear(from); }
// CHECK-LABEL: {{^}}end_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->data" always

int idn2_lookup_u8(const unsigned char *, unsigned char **, int);
int looked_up_ok(const unsigned char *name) {
  unsigned char *ascii;
  if (idn2_lookup_u8(name, &ascii, 0) != 0)
    return -1;
  int first = ascii[0];
  free(ascii);
  return first;
}
// CHECK-LABEL: {{^}}looked_up_ok: contained{{$}}
// CHECK-NOT: leak

unsigned char *u8_tolower(const unsigned char *, size_t, const char *, void *,
                          unsigned char *, size_t *);
unsigned char *lower_bad(const unsigned char *text, size_t size) {
  return u8_tolower(text, size, NULL, NULL, NULL, &size);
}
// CHECK-LABEL: {{^}}lower_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}} family malloc release free

unsigned XXH32(const void *, size_t, unsigned);
unsigned hash_ok(const char *text, size_t size) { return XXH32(text, size, 0); }
// CHECK-LABEL: {{^}}hash_ok: none{{$}}
