# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parses LLVM's and Clang's headers once, not once for each file: half of the
# time of a build. Two precompiled headers, since most stages need no Clang:
#
#   membrane-headers-llvm    ADT, Support, the standard library
#   membrane-headers-clang   the same with the AST, CodeGen and LLVM IR
#
# The presets switch it on. A file still includes what it uses: it must build
# with -DMEMBRANE_PRECOMPILED=OFF too. ccache needs the sloppiness that the
# presets set, and a header file without a time stamp. Clang forgets where a
# precompiled header of the C++ library switched warnings off, so what that
# library deprecates of itself is not warned of.

option(MEMBRANE_PRECOMPILED "Use precompiled headers (Clang only)" OFF)
if(NOT MEMBRANE_PRECOMPILED OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  return()
endif()

set(MEMBRANE_LLVM_HEADERS
  <llvm/ADT/ArrayRef.h> <llvm/ADT/DenseMap.h> <llvm/ADT/STLExtras.h>
  <llvm/ADT/SmallVector.h> <llvm/ADT/StringExtras.h> <llvm/ADT/StringMap.h>
  <llvm/ADT/StringRef.h> <llvm/Support/Error.h> <llvm/Support/FileSystem.h>
  <llvm/Support/Path.h> <llvm/Support/raw_ostream.h>
  <algorithm> <map> <optional> <set> <string> <vector>)
set(MEMBRANE_CLANG_HEADERS
  <clang/AST/ASTContext.h> <clang/AST/Attr.h> <clang/AST/DeclCXX.h>
  <clang/AST/DeclTemplate.h> <clang/AST/RecordLayout.h>
  <clang/Basic/SourceManager.h> <clang/CodeGen/ModuleBuilder.h>
  <clang/Frontend/CompilerInstance.h>
  <llvm/IR/InstIterator.h> <llvm/IR/IntrinsicInst.h> <llvm/IR/Module.h>
  <llvm/IR/Operator.h>)

# Makes the precompiled header HEADERS, and has TARGETS that exist use it.
function(membrane_precompile NAME LINK HEADERS TARGETS)
  set(SOURCE ${PROJECT_BINARY_DIR}/${NAME}.cpp)
  file(CONFIGURE OUTPUT ${SOURCE} CONTENT "")
  add_library(${NAME} OBJECT ${SOURCE})
  target_link_libraries(${NAME} PRIVATE ${LINK})
  target_compile_options(${NAME} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_precompile_headers(${NAME} PRIVATE ${HEADERS})
  foreach(TARGET IN LISTS TARGETS)
    if(TARGET ${TARGET})
      target_precompile_headers(${TARGET} REUSE_FROM ${NAME})
      target_compile_options(${TARGET} PRIVATE -Wno-deprecated-declarations)
    endif()
  endforeach()
endfunction()

membrane_precompile(membrane-headers-llvm membrane_llvm
  "${MEMBRANE_LLVM_HEADERS}"
  "membrane-models;membrane-models-reader;membrane-models-test;\
membrane-link;membrane-escape;membrane-escape-test;membrane-surface;\
membrane-checks;membrane-checks-test;membrane-report;membrane-report-test;\
membrane-tool;membrane-tool-test")
membrane_precompile(membrane-headers-clang membrane_clang
  "${MEMBRANE_LLVM_HEADERS};${MEMBRANE_CLANG_HEADERS}"
  "membrane-frontend;membrane-frontend-test;membrane-facts;\
membrane-facts-test")
