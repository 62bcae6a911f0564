#include "daemon/cli/version.hpp"

#include <boost/version.hpp>
#include <openssl/crypto.h>
#include <sqlite3.h>

namespace broadsheet::cli {

std::string version_text() {
    const std::string boost = std::to_string(BOOST_VERSION / 100000) + "." +
                              std::to_string(BOOST_VERSION / 100 % 1000) + "." + std::to_string(BOOST_VERSION % 100);
    return "broadsheet " BROADSHEET_VERSION "\nSQLite " + std::string(sqlite3_libversion()) + "\nBoost " + boost +
           "\nOpenSSL " + OpenSSL_version(OPENSSL_VERSION_STRING);
}

std::string program_version() {
    return BROADSHEET_VERSION;
}

}  // namespace broadsheet::cli
