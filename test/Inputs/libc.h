// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few declarations of libc that the tests need, so that they do not
// depend on a system's headers.

#ifndef MEMBRANE_TEST_INPUTS_LIBC_H
#define MEMBRANE_TEST_INPUTS_LIBC_H

#ifdef __cplusplus
#define NULL nullptr
extern "C" {
#else
#define NULL ((void *)0)
#endif

typedef __SIZE_TYPE__ size_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef long ssize_t;
typedef struct _IO_FILE FILE;

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
char *strdup(const char *);
char *strndup(const char *, size_t);
char *strchr(const char *, int);
char *strcpy(char *, const char *);
size_t strlen(const char *);
int strcmp(const char *, const char *);
void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void abort(void) __attribute__((noreturn));
void exit(int) __attribute__((noreturn));
char *getenv(const char *);

FILE *fopen(const char *, const char *);
int fclose(FILE *);
int fputs(const char *, FILE *);
int printf(const char *, ...);
int asprintf(char **, const char *, ...);
int snprintf(char *, size_t, const char *, ...);
ssize_t getline(char **, size_t *, FILE *);

void *mmap(void *, size_t, int, int, int, long);
int munmap(void *, size_t);
void *dlsym(void *, const char *);
int close(int);
int open(const char *, int, ...);

typedef long jmp_buf[32];
int _setjmp(jmp_buf) __attribute__((returns_twice));
void longjmp(jmp_buf, int) __attribute__((noreturn));
#define setjmp _setjmp

#ifdef __cplusplus
}
#endif

#endif
