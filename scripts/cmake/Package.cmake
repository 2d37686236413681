# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# "cpack" in a build makes Debian packages of what is installed, one for each
# component:
#
#   membrane                 the analyser, unless MEMBRANE_ANALYZER is off
#   libmembrane-runtime0     the shared runtime
#   libmembrane-runtime-dev  its headers, archives, pkg-config and CMake files
#
# What libraries they need is read from the programs (dpkg-shlibdeps); that
# membrane reads Clang's own headers no linker knows. Debian.cmake does what
# Debian asks of every package.

set(MEMBRANE_MAINTAINER "membrane maintainers <membrane@localhost>"
    CACHE STRING "Who made the packages: a name and an address")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME membrane)
set(CPACK_PACKAGE_VENDOR membrane)
set(CPACK_PACKAGE_CONTACT "${MEMBRANE_MAINTAINER}")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0) # of the compression: all cores
# Folders get these rights whatever the umask of who builds.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/scripts/cmake/Debian.cmake)

set(CPACK_COMPONENTS_ALL runtime runtime-library)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_RUNTIME-LIBRARY_PACKAGE_NAME libmembrane-runtime0)
set(CPACK_DEBIAN_RUNTIME-LIBRARY_PACKAGE_SECTION libs)
file(WRITE ${PROJECT_BINARY_DIR}/debian/shlibs
     "libmembrane-runtime 0 libmembrane-runtime0 (>= ${PROJECT_VERSION})\n")
file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME-LIBRARY_PACKAGE_CONTROL_EXTRA
    ${PROJECT_BINARY_DIR}/debian/shlibs ${PROJECT_BINARY_DIR}/debian/triggers)
set(CPACK_COMPONENT_RUNTIME-LIBRARY_DESCRIPTION
    "regions, blocks and handles of memory (shared library)
Memory that is handed out by one pointer and released by one call.
.
This package holds what programs need that are linked with the library.")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libmembrane-runtime-dev)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS
    "libmembrane-runtime0 (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
    "regions, blocks and handles of memory (development files)
Memory that is handed out by one pointer and released by one call.
.
This package holds the headers, the archives, a build that checks how
programs use regions, and files for pkg-config and CMake.")

if(TARGET membrane)
  list(APPEND CPACK_COMPONENTS_ALL analyzer)
  set(CPACK_DEBIAN_ANALYZER_PACKAGE_NAME membrane)
  set(CPACK_DEBIAN_ANALYZER_PACKAGE_SECTION devel)
  set(CPACK_DEBIAN_ANALYZER_PACKAGE_DEPENDS
      "libclang-common-${LLVM_VERSION_MAJOR}-dev")
  set(CPACK_DEBIAN_ANALYZER_PACKAGE_RECOMMENDS
      "git, libc6-dev | libc-dev, libmembrane-runtime-dev")
  set(CPACK_DEBIAN_ANALYZER_PACKAGE_SUGGESTS "bear, cmake, meson")
  set(CPACK_COMPONENT_ANALYZER_DESCRIPTION
      "find out where memory that C code allocates gets out
Says, for every function of a C or C++ code base, whether it allocates
memory, and whether that memory gets out to its callers, and how it is
released. For authors of bindings and of libraries, and for CI.")
endif()

include(CPack)
