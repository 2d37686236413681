// RUN: %scan %s -- | FileCheck %s --implicit-check-not=assumes
//
// Ciphers and hashes of nettle, whose state is the caller's, and of GnuTLS,
// whose handles are blocks.

#include "../Inputs/libc.h"

struct sha256_ctx {
  unsigned long state[16];
};
void nettle_sha256_init(struct sha256_ctx *ctx);
void nettle_sha256_update(struct sha256_ctx *ctx, size_t n, const void *from);
void nettle_sha256_digest(struct sha256_ctx *ctx, size_t n, void *to);
typedef struct hash_handle *gnutls_hash_hd_t;
int gnutls_hash_init(gnutls_hash_hd_t *to, int kind);
int gnutls_hash(gnutls_hash_hd_t hash, const void *from, size_t n);
void gnutls_hash_deinit(gnutls_hash_hd_t hash, void *to);
int gnutls_rnd(int level, void *to, size_t n);

void digest(const char *text, void *to) {
  struct sha256_ctx state;
  nettle_sha256_init(&state);
  nettle_sha256_update(&state, strlen(text), text);
  nettle_sha256_digest(&state, 32, to);
}
// CHECK-LABEL: {{^}}digest: none{{$}}

int hash(const char *text, void *to) {
  gnutls_hash_hd_t state;
  if (gnutls_hash_init(&state, 6) != 0)
    return -1;
  gnutls_hash(state, text, strlen(text));
  gnutls_hash_deinit(state, to);
  return 0;
}
// CHECK-LABEL: {{^}}hash: contained{{$}}
// CHECK-NOT: {{^}}  leaks

gnutls_hash_hd_t hash_start_ok(void) {
  gnutls_hash_hd_t state;
  return gnutls_hash_init(&state, 6) == 0 ? state : NULL;
}
// CHECK-LABEL: {{^}}hash_start_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" gnutls_hash_hd_t opaque family gnutls_hash release gnutls_hash_deinit

int salt(void *to) { return gnutls_rnd(1, to, 16); }
// CHECK-LABEL: {{^}}salt: contained{{$}}
