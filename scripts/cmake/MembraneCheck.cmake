# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# membrane_check(TARGET [PUBLIC GLOB...] [BASELINE FILE] [FAIL_ON LEVEL]
#                [OPTIONS OPTION...])
#
# Adds the test membrane.TARGET: it scans the C and C++ sources of the target
# and fails at a finding from the level on ("warning") that is not in the
# baseline. Globs are relative to the top of the project; without them the
# target's PUBLIC_HEADER counts, and if it has none every header. With a
# baseline there is also the target membrane-baseline-TARGET, which accepts the
# findings of today.
#
# find_package(membrane) brings it. Needs a generator that writes
# compile_commands.json: Ninja or Makefiles.

function(membrane_check TARGET)
  cmake_parse_arguments(PARSE_ARGV 1 CHECK "" "BASELINE;FAIL_ON"
                        "PUBLIC;OPTIONS")
  if(CHECK_UNPARSED_ARGUMENTS)
    list(GET CHECK_UNPARSED_ARGUMENTS 0 WORD)
    message(FATAL_ERROR "membrane_check: unknown argument '${WORD}'")
  endif()
  if(NOT TARGET ${TARGET})
    message(FATAL_ERROR "membrane_check: '${TARGET}' is no target")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR "membrane_check: the generator '${CMAKE_GENERATOR}' "
                        "writes no compile_commands.json; use Ninja")
  endif()
  if(NOT membrane_EXECUTABLE)
    find_program(membrane_EXECUTABLE membrane REQUIRED)
  endif()
  set_property(TARGET ${TARGET} PROPERTY EXPORT_COMPILE_COMMANDS ON)
  set(OPTIONS ${CHECK_OPTIONS})
  if(CHECK_BASELINE)
    cmake_path(ABSOLUTE_PATH CHECK_BASELINE)
    list(APPEND OPTIONS --baseline ${CHECK_BASELINE})
  endif()
  if(CHECK_FAIL_ON)
    list(APPEND OPTIONS --fail-on ${CHECK_FAIL_ON})
  endif()
  # Sources and headers may be added to the target after this call.
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _membrane_add_check
    [[${TARGET}]] [[${CHECK_PUBLIC}]] [[${OPTIONS}]] [[${CHECK_BASELINE}]])")
endfunction()

# The globs of the headers in the target's PUBLIC_HEADER, from the top.
function(_membrane_public_headers TARGET RESULT)
  get_target_property(HEADERS ${TARGET} PUBLIC_HEADER)
  get_target_property(FOLDER ${TARGET} SOURCE_DIR)
  set(GLOBS)
  foreach(HEADER IN LISTS HEADERS)
    if(HEADER)
      cmake_path(ABSOLUTE_PATH HEADER BASE_DIRECTORY ${FOLDER})
      cmake_path(RELATIVE_PATH HEADER BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
      list(APPEND GLOBS ${HEADER})
    endif()
  endforeach()
  set(${RESULT} "${GLOBS}" PARENT_SCOPE)
endfunction()

# The sources of the target that membrane reads, as absolute paths.
function(_membrane_sources TARGET RESULT)
  get_target_property(SOURCES ${TARGET} SOURCES)
  get_target_property(FOLDER ${TARGET} SOURCE_DIR)
  set(FOUND)
  foreach(SOURCE IN LISTS SOURCES)
    if(SOURCE MATCHES "^[^$]*\\.(c|C|cc|cpp|cxx|c\\+\\+)$")
      cmake_path(ABSOLUTE_PATH SOURCE BASE_DIRECTORY ${FOLDER})
      list(APPEND FOUND ${SOURCE})
    endif()
  endforeach()
  set(${RESULT} "${FOUND}" PARENT_SCOPE)
endfunction()

function(_membrane_add_check TARGET PUBLIC OPTIONS BASELINE)
  _membrane_sources(${TARGET} SOURCES)
  if(NOT SOURCES)
    message(FATAL_ERROR
            "membrane_check: '${TARGET}' has no sources in C or C++")
  endif()
  if(NOT PUBLIC)
    _membrane_public_headers(${TARGET} PUBLIC)
  endif()
  foreach(GLOB IN LISTS PUBLIC)
    list(APPEND OPTIONS --public ${GLOB})
  endforeach()
  set(SCAN ${membrane_EXECUTABLE} scan -p ${CMAKE_BINARY_DIR}
           --root ${PROJECT_SOURCE_DIR} ${OPTIONS})
  add_test(NAME membrane.${TARGET} COMMAND ${SCAN} ${SOURCES})
  if(BASELINE)
    add_custom_target(membrane-baseline-${TARGET}
      COMMAND ${SCAN} --write-baseline ${SOURCES} VERBATIM USES_TERMINAL)
  endif()
endfunction()
