#include "daemon/pages/pages.hpp"
