#pragma once
// Finds small numbers by a key of what they number: four bytes for each, where a map would hold the key once more.
// Not safe for threads.

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace broadsheet::feeds {

/// `KeyOf` gives the key, an integer, of a number: the same one for as long as the number is in the table.
template <class KeyOf>
class NumberTable {
public:
    using Key = std::invoke_result_t<const KeyOf&, std::uint32_t>;

    explicit NumberTable(KeyOf key_of) : table_(0, Hash{key_of}, Equal{key_of}) {}

    /// The number with this key, which may be replaced by another that has the same; null: there is none.
    /// Good until the next insert().
    [[nodiscard]] std::uint32_t* find(Key key) {
        const auto found = table_.find(Sought{key});
        return found == table_.end() ? nullptr : const_cast<std::uint32_t*>(&*found);
    }
    [[nodiscard]] const std::uint32_t* find(Key key) const {
        const auto found = table_.find(Sought{key});
        return found == table_.end() ? nullptr : &*found;
    }

    /// There must be none with its key.
    void insert(std::uint32_t number) { table_.insert(number); }
    void erase(Key key) { table_.erase(Sought{key}); }

    void reserve(std::size_t numbers) { table_.reserve(numbers); }
    [[nodiscard]] std::size_t size() const { return table_.size(); }

private:
    struct Sought {
        Key key;
    };
    struct Keys {
        using is_transparent = void;
        KeyOf key_of;
        [[nodiscard]] Key key(std::uint32_t number) const { return key_of(number); }
        [[nodiscard]] Key key(Sought sought) const { return sought.key; }
    };
    struct Hash : Keys {
        template <class T>
        std::size_t operator()(T value) const {
            return static_cast<std::size_t>(this->key(value));
        }
    };
    struct Equal : Keys {
        template <class A, class B>
        bool operator()(A a, B b) const {
            return this->key(a) == this->key(b);
        }
    };

    boost::unordered_flat_set<std::uint32_t, Hash, Equal> table_;
};

}  // namespace broadsheet::feeds
