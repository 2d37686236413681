// RUN: %scan %s -- | FileCheck %s
//
// Numbers of OpenSSL are made by what fills them, unless one is given.

typedef struct bignum_st BIGNUM;
BIGNUM *BN_new(void);
BIGNUM *BN_bin2bn(const unsigned char *bytes, int size, BIGNUM *into);
void BN_free(BIGNUM *old);

BIGNUM *filled_ok(const unsigned char *bytes, int size) {
  BIGNUM *into = BN_new();
  if (!into)
    return 0;
  BN_bin2bn(bytes, size, into);
  return into;
}
// CHECK-LABEL: {{^}}filled_ok: opaque{{$}}
// CHECK-NOT: leaks

BIGNUM *made_bad(const unsigned char *bytes, int size) {
  return BN_bin2bn(bytes, size, 0);
}
// CHECK-LABEL: {{^}}made_bad: opaque{{$}}
// CHECK: {{^}}  result owned

/// The number grows.
void into_bad(const unsigned char *bytes, int size, BIGNUM *into) {
  if (into)
    BN_bin2bn(bytes, size, into);
}
// CHECK-LABEL: {{^}}into_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 2 {{.*}} family BIGNUM
// CHECK-NOT: leaks

void lost_bad(const unsigned char *bytes, int size) {
  BN_bin2bn(bytes, size, 0);
}
// CHECK-LABEL: {{^}}lost_bad: contained{{$}}
// CHECK: {{^}}  leaks BIGNUM
