// RUN: %scan %s -- | FileCheck %s
//
// OpenSSL by its models: objects and what releases them, shares, what is kept in
// an object, and functions that it calls later.

typedef struct x509_st X509;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;
typedef struct bio_st BIO;
typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_md_st EVP_MD;
void *malloc(__SIZE_TYPE__);
X509 *PEM_read_bio_X509(BIO *, X509 **, void *ask, void *with);
void X509_free(X509 *);
BIO *BIO_new_mem_buf(const void *, int);
int BIO_free(BIO *);
SSL_CTX *SSL_CTX_new(const void *);
void SSL_CTX_free(SSL_CTX *);
const void *TLS_client_method(void);
int SSL_CTX_use_certificate(SSL_CTX *, X509 *);
void SSL_CTX_set_cert_cb(SSL_CTX *, int (*)(SSL *, void *), void *);
SSL *SSL_new(SSL_CTX *);
void SSL_free(SSL *);
int SSL_connect(SSL *);
int SSL_set_ex_data(SSL *, int, void *);
void *SSL_get_ex_data(SSL *, int);
EVP_MD_CTX *EVP_MD_CTX_new(void);
void EVP_MD_CTX_free(EVP_MD_CTX *);
const EVP_MD *EVP_sha256(void);
int EVP_DigestInit_ex(EVP_MD_CTX *, const EVP_MD *, void *);
int EVP_DigestUpdate(EVP_MD_CTX *, const void *, __SIZE_TYPE__);
int EVP_DigestFinal_ex(EVP_MD_CTX *, unsigned char *, unsigned *);

int digest_ok(const void *of, __SIZE_TYPE__ n, unsigned char *into) {
  EVP_MD_CTX *own = EVP_MD_CTX_new();
  int done = own && EVP_DigestInit_ex(own, EVP_sha256(), 0) &&
             EVP_DigestUpdate(own, of, n) && EVP_DigestFinal_ex(own, into, 0);
  EVP_MD_CTX_free(own);
  return done;
}
// CHECK-LABEL: {{^}}digest_ok: contained{{$}}

/// What is begun stays under the caller's object.
int begin_bad(EVP_MD_CTX *of) { return EVP_DigestInit_ex(of, EVP_sha256(), 0); }
// CHECK-LABEL: {{^}}begin_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*" opaque family EVP_MD_CTX

X509 *certificate_bad(const char *text) {
  BIO *from = BIO_new_mem_buf(text, -1);
  X509 *read = from ? PEM_read_bio_X509(from, 0, 0, 0) : 0;
  BIO_free(from);
  return read;
}
// CHECK-LABEL: {{^}}certificate_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "" X509 * opaque family X509 release X509_free

/// The context has a share of it.
int use_bad(SSL_CTX *in, const char *text) {
  X509 *own = certificate_bad(text);
  int used = own && SSL_CTX_use_certificate(in, own);
  X509_free(own);
  return used;
}
// CHECK-LABEL: {{^}}use_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*" opaque

/// The function is called when the connection is made, with what it was set with.
static int choose(SSL *of, void *with) {
  *(void **)with = malloc(8);
  return of != 0;
}
static int connects(void **with) {
  SSL_CTX *own = SSL_CTX_new(TLS_client_method());
  if (!own)
    return 0;
  SSL_CTX_set_cert_cb(own, choose, with);
  SSL *made = SSL_new(own);
  int done = made && SSL_connect(made);
  SSL_free(made);
  SSL_CTX_free(own);
  return done;
}
int connect_bad(void **with) { return connects(with); }
// CHECK-LABEL: {{^}}connect_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" void * family malloc release free
int connect_ok(void) {
  void *made = 0;
  return connects(&made);
}
// CHECK-LABEL: {{^}}connect_ok: contained{{$}}

/// Data of the caller's is where it was put.
int note_bad(SSL *in) { return SSL_set_ex_data(in, 0, malloc(8)); }
// CHECK-LABEL: {{^}}note_bad: {{opaque|escaping}}
// CHECK: {{^}}  escapes argument 0 "*" {{.*}}family malloc
void *noted_ok(SSL *in) { return SSL_get_ex_data(in, 0); }
// CHECK-LABEL: {{^}}noted_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "*"
