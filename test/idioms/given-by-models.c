// RUN: membrane scan --dump=summary %s -- | FileCheck %s
//
// Code without a body gives new memory to a function of a client's, of which no
// type is known: whether its inside is seen, its family says.

typedef struct ssl_st SSL;
typedef struct ossl_param_st OSSL_PARAM;
typedef struct bignum_st BIGNUM;
int SSL_do_handshake(SSL *);
int OSSL_PARAM_get_BN(const OSSL_PARAM *, BIGNUM **);
void BN_free(BIGNUM *);

struct line {
  SSL *secure;
};

/// A client's SSL may have a function that is given each new session.
int shaken_opaque(struct line *l) {
  return SSL_do_handshake(l->secure) && SSL_do_handshake(l->secure);
}
// CHECK-LABEL: {{^}}shaken_opaque: opaque{{$}}
// CHECK: {{^}}  escapes callback 0 "" opaque family SSL_SESSION

int number_ok(const OSSL_PARAM *from) {
  BIGNUM *number = 0;
  int read = OSSL_PARAM_get_BN(from, &number);
  BN_free(number);
  return read;
}
// CHECK-LABEL: {{^}}number_ok: contained{{$}}
BIGNUM *number_bad(const OSSL_PARAM *from) {
  BIGNUM *number = 0;
  OSSL_PARAM_get_BN(from, &number);
  return number;
}
// CHECK-LABEL: {{^}}number_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "" BIGNUM * opaque family BIGNUM release BN_free
