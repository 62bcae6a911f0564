# Options that every target of the house shares, the libraries of Debian as targets, and broadsheet_library().

add_library(broadsheet_options INTERFACE)
target_include_directories(broadsheet_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(broadsheet_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(BROADSHEET_WERROR)
    target_compile_options(broadsheet_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees overlaps, and accesses out of bounds, in the concatenation of optimised strings (its bug 105651).
    target_compile_options(broadsheet_options INTERFACE -Wno-restrict
        $<$<NOT:$<CONFIG:Debug>>:-Wno-array-bounds> $<$<NOT:$<CONFIG:Debug>>:-Wno-stringop-overflow>
        $<$<NOT:$<CONFIG:Debug>>:-Wno-stringop-overread>)
endif()
if(BROADSHEET_SANITIZE)
    target_compile_options(broadsheet_options INTERFACE -fsanitize=${BROADSHEET_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(broadsheet_options INTERFACE -fsanitize=${BROADSHEET_SANITIZE})
    # Millions of places tell the sanitizers where they are: at a fixed address none of them is relocated at each start.
    target_compile_options(broadsheet_options INTERFACE -fno-pie)
    target_link_options(broadsheet_options INTERFACE -no-pie)
    # Recycled coroutine frames hide a use after free from AddressSanitizer.
    target_compile_definitions(broadsheet_options INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Instrumented code makes GCC 12 see uninitialised members of empty optionals and results, and strings too short.
        target_compile_options(broadsheet_options INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds
            -Wno-stringop-overflow -Wno-stringop-overread)
    endif()
    if(BROADSHEET_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(broadsheet_options INTERFACE -Wno-tsan)
    endif()
endif()
if(BROADSHEET_FUZZ)
    target_compile_options(broadsheet_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
find_program(BROADSHEET_MOLD mold)
if(BROADSHEET_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(broadsheet_options INTERFACE -fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS url json)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(prometheus-cpp REQUIRED)
foreach(name IN ITEMS gumbo libcares libdeflate libbrotlidec libbrotlienc libzstd libsystemd libxxhash re2)
    pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${name})
endforeach()

# Asio and Beast are compiled once, in daemon/base/asio_impl.cpp and daemon/http/beast_impl.cpp: every user must see the same
# macros, so they come with the target. Asio takes memory with operator new: glibc's aligned_alloc goes past the thread's cache.
add_library(broadsheet_asio INTERFACE)
target_compile_definitions(broadsheet_asio INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION
    BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC BOOST_ASIO_DISABLE_BOOST_ALIGN)
target_link_libraries(broadsheet_asio INTERFACE Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# toml++ and spdlog are compiled here, too, in config/load_toml.cpp and daemon/base/log.cpp: of all that a start takes, a
# good part was to bind those of their thousands of symbols that a shared library brings.
add_library(broadsheet_toml INTERFACE)
target_compile_definitions(broadsheet_toml INTERFACE TOML_HEADER_ONLY=0)
add_library(broadsheet_spdlog INTERFACE)
target_compile_definitions(broadsheet_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
target_link_libraries(broadsheet_spdlog INTERFACE Threads::Threads)

# What nearly every source includes, compiled once a folder. Sources still include what they use.
set(broadsheet_common_headers <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <string> <string_view>
    <unordered_map> <utility> <variant> <vector>)
set(broadsheet_coroutine_headers <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/use_awaitable.hpp>)

# broadsheet_library(NAME [COROUTINES] SOURCES … [PUBLIC targets …] [PRIVATE targets …]): a static library of one folder.
function(broadsheet_library name)
    cmake_parse_arguments(arg "COROUTINES" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC broadsheet_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    target_precompile_headers(${name} PRIVATE ${broadsheet_common_headers})
    if(arg_COROUTINES)
        target_precompile_headers(${name} PRIVATE ${broadsheet_coroutine_headers})
    endif()
endfunction()
