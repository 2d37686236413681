// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of liblz4 and libacl, by the built-in models.

typedef struct LZ4F_cctx_s LZ4F_cctx;
typedef struct LZ4F_dctx_s LZ4F_dctx;
typedef __SIZE_TYPE__ size_t;
int LZ4_decompress_safe(const char *, char *, int, int);
size_t LZ4F_createCompressionContext(LZ4F_cctx **, unsigned);
size_t LZ4F_freeCompressionContext(LZ4F_cctx *);
size_t LZ4F_compressBegin(LZ4F_cctx *, void *, size_t, const void *);
size_t LZ4F_compressEnd(LZ4F_cctx *, void *, size_t, const void *);
size_t LZ4F_createDecompressionContext(LZ4F_dctx **, unsigned);
size_t LZ4F_decompress(LZ4F_dctx *, void *, size_t *, const void *, size_t *,
                       const void *);

int plain_ok(const char *from, char *to) {
  return LZ4_decompress_safe(from, to, 10, 20);
}
// CHECK-LABEL: {{^}}plain_ok: none{{$}}
// CHECK-NOT: assumes

size_t frame_ok(char *to) {
  LZ4F_cctx *made;
  if (LZ4F_createCompressionContext(&made, 100))
    return 0;
  size_t size = LZ4F_compressBegin(made, to, 99, 0);
  size += LZ4F_compressEnd(made, to + size, 99, 0);
  LZ4F_freeCompressionContext(made);
  return size;
}
// CHECK-LABEL: {{^}}frame_ok: contained{{$}}
// CHECK-NOT: assumes

LZ4F_dctx *begin_bad(void) {
  LZ4F_dctx *made;
  return LZ4F_createDecompressionContext(&made, 100) ? 0 : made;
}
// CHECK-LABEL: {{^}}begin_bad: opaque{{$}}
// CHECK: {{^}}  escapes return {{.*}} release LZ4F_freeDecompressionContext{{$}}

/// Its buffers are made when the first header has been read.
size_t next_bad(LZ4F_dctx *by, char *to, const char *from) {
  size_t room = 9, given = 9;
  return LZ4F_decompress(by, to, &room, from, &given, 0);
}
// CHECK-LABEL: {{^}}next_bad: opaque{{$}}

typedef struct __acl_ext *acl_t;
typedef struct __acl_entry_ext *acl_entry_t;
acl_t acl_get_file(const char *, unsigned);
int acl_get_entry(acl_t, int, acl_entry_t *);
int acl_create_entry(acl_t *, acl_entry_t *);
void *acl_get_qualifier(acl_entry_t);
int acl_free(void *);

int count_ok(const char *path) {
  acl_entry_t entry;
  acl_t list = acl_get_file(path, 0x8000);
  int found = 0;
  for (int s = acl_get_entry(list, 0, &entry); s == 1;
       s = acl_get_entry(list, 1, &entry))
    ++found;
  acl_free(list);
  return found;
}
// CHECK-LABEL: {{^}}count_ok: contained{{$}}
// CHECK-NOT: assumes

acl_t list_bad(const char *path) { return acl_get_file(path, 0x8000); }
// CHECK-LABEL: {{^}}list_bad: opaque{{$}}

int add_bad(acl_t *to) {
  acl_entry_t entry;
  return acl_create_entry(to, &entry);
}
// CHECK-LABEL: {{^}}add_bad: opaque{{$}}

int owner_ok(acl_entry_t entry) {
  int *of = acl_get_qualifier(entry);
  int number = of ? *of : -1;
  acl_free(of);
  return number;
}
// CHECK-LABEL: {{^}}owner_ok: contained{{$}}
