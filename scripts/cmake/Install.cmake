# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Puts the program, the runtime, the models, the documents and the CMake
# package where they belong under CMAKE_INSTALL_PREFIX:
#
#   bin/membrane                  the analyser, unless MEMBRANE_ANALYZER is off
#   lib/, include/membrane/       the runtime, with its pkg-config file
#   lib/membrane/debug/           the runtime that checks, by the same name
#   lib/cmake/membrane/           find_package(membrane)
#   share/membrane/runtime/       the runtime as one header and one source
#   share/membrane/models/        what membrane knows of libraries
#   share/man/man1/               membrane(1) and a page for each command
#   share/bash-completion/, share/zsh/, share/fish/   completion
#   share/doc/membrane/           README, licence, docs
#
# The components can be installed alone: "analyzer", "runtime", and of that
# what programs need that were linked with it, "runtime-library". "runtime"
# needs "runtime-library". Package.cmake makes a package of each.

include(CMakePackageConfigHelpers)

set(MEMBRANE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/membrane)

install(TARGETS membrane-runtime membrane-runtime-shared
                membrane-runtime-debug membrane-runtime-freestanding
        EXPORT membraneRuntime
        LIBRARY COMPONENT runtime-library NAMELINK_COMPONENT runtime
        ARCHIVE COMPONENT runtime)
install(DIRECTORY runtime/include/membrane
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT runtime
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
if(TARGET membrane-runtime-amalgamated)
  install(FILES ${MBR_AMALGAMATED}/membrane-region.h
                ${MBR_AMALGAMATED}/membrane-region.c
          DESTINATION ${CMAKE_INSTALL_DATADIR}/membrane/runtime
          COMPONENT runtime)
endif()
install(TARGETS membrane-runtime-shared-debug
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/membrane/debug
        COMPONENT runtime NAMELINK_SKIP)
install(FILES ${PROJECT_BINARY_DIR}/runtime/membrane-runtime.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT runtime)
install(EXPORT membraneRuntime NAMESPACE membrane::
        DESTINATION ${MEMBRANE_CMAKE_DIR} COMPONENT runtime)

configure_package_config_file(
  scripts/cmake/membraneConfig.cmake.in membraneConfig.cmake
  INSTALL_DESTINATION ${MEMBRANE_CMAKE_DIR}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(membraneConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/membraneConfig.cmake
              ${PROJECT_BINARY_DIR}/membraneConfigVersion.cmake
        DESTINATION ${MEMBRANE_CMAKE_DIR} COMPONENT runtime)

install(FILES LICENSE README.md CHANGELOG.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

if(TARGET membrane)
  # Finds LLVM's shared libraries again, if the build links them and they are
  # not where every program looks, as Debian's are.
  find_file(MEMBRANE_SYSTEM_LLVM
            libLLVM.so.${LLVM_VERSION_MAJOR}.${LLVM_VERSION_MINOR}
            PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH)
  if(NOT MEMBRANE_SYSTEM_LLVM)
    set_target_properties(membrane PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
  install(TARGETS membrane EXPORT membraneTool RUNTIME COMPONENT analyzer)
  install(EXPORT membraneTool NAMESPACE membrane::
          DESTINATION ${MEMBRANE_CMAKE_DIR} COMPONENT analyzer)
  install(FILES scripts/cmake/MembraneCheck.cmake
          DESTINATION ${MEMBRANE_CMAKE_DIR} COMPONENT analyzer)
  install(DIRECTORY analysis/models/
          DESTINATION ${CMAKE_INSTALL_DATADIR}/membrane/models
          COMPONENT analyzer FILES_MATCHING PATTERN "*.yaml")
  install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
          COMPONENT analyzer PATTERN "*.py" EXCLUDE)
  install(DIRECTORY examples/ci DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
          COMPONENT analyzer)
  install(DIRECTORY ${MEMBRANE_SHARE}/man/
          DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT analyzer)
  install(FILES ${MEMBRANE_SHARE}/completion/membrane.bash
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME membrane COMPONENT analyzer)
  install(FILES ${MEMBRANE_SHARE}/completion/_membrane
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
          COMPONENT analyzer)
  install(FILES ${MEMBRANE_SHARE}/completion/membrane.fish
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
          COMPONENT analyzer)
endif()
