#include "daemon/random_name.hpp"

#include "feeds/digest.hpp"

#include <random>

namespace broadsheet {

std::string random_name() {
    std::random_device random;
    std::string bytes;
    for (int i = 0; i < 5; ++i) {
        const auto word = random();
        for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 0xff);
    }
    return feeds::to_hex(bytes);
}

}  // namespace broadsheet
