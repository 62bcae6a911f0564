#pragma once
// Who wants to know what a poll brought. Net thread only.

#include "store/records.hpp"

namespace broadsheet {

class UpdateListener {
public:
    virtual ~UpdateListener() = default;
    /// Called after the commit, once for each fetch that changed what readers see.
    virtual void articles_changed(const store::IngestReport& report) = 0;
};

}  // namespace broadsheet
