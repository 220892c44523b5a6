/*
 * Rows of libraries that read JSON to a tree, and write one that is there already. A tree is looked at by what phonenum
 * reads in the text that it prints.
 *
 * A library in C is a struct with
 *     using Tree = ...;
 *     static constexpr const char *name;
 *     static constexpr Description decoder, encoder;
 *     static Tree *parse(Span encoded);                             NULL where it fails
 *     static void free_tree(Tree *tree);
 *     static char *print(Tree *tree);                               NULL where it fails
 *     static void free_text(void *text);
 *     static size_t write(Tree *tree, char *out, size_t room);      bytes of the text; 0 where it fails
 */
#ifndef PHONENUM_BENCH_PEERS_JSON_TREE_H
#define PHONENUM_BENCH_PEERS_JSON_TREE_H

#include "../row.h"

#include <cstring>

namespace bench
{

class TreeReader
{
  public:
    const phonenum_record *read(const char *text)
    {
        if (!text)
            return nullptr;
        reader_.release();
        bool read = reader_.decode({reinterpret_cast<const uint8_t *>(text), std::strlen(text)});
        return read ? reader_.found() : nullptr;
    }

  private:
    Json::Reader reader_;
};

template <class Library> class TreeDecoder
{
  public:
    using Format = Json;
    static constexpr const Description &description = Library::decoder;

    bool decode(Span encoded)
    {
        tree_ = Library::parse(encoded);
        return tree_ != nullptr;
    }

    const phonenum_record *found()
    {
        std::unique_ptr<char, void (*)(void *)> text(Library::print(tree_), Library::free_text);
        return reader_.read(text.get());
    }

    void release()
    {
        Library::free_tree(tree_);
    }

  private:
    typename Library::Tree *tree_ = nullptr;
    TreeReader reader_;
};

template <class Library> class TreeEncoder
{
  public:
    using Format = Json;
    static constexpr const Description &description = Library::encoder;

    ~TreeEncoder()
    {
        clear();
    }

    void load(Workload &workload)
    {
        std::shared_ptr<const Packed> encoded = workload.packed<Json>();
        clear();
        for (size_t i = 0; i < encoded->count(); i++) {
            trees_.push_back(Library::parse(encoded->at(i)));
            if (!trees_.back())
                throw Unfit(std::string(Library::name) + " refuses record " + std::to_string(i + 1));
        }
        out_.prepare(encoded->largest());
    }

    Span encode(size_t index)
    {
        size_t size = Library::write(trees_[index], out_.next_text(), out_.room());
        return size == 0 ? Span{nullptr, 0} : out_.take(size);
    }

  private:
    void clear()
    {
        for (typename Library::Tree *tree : trees_)
            Library::free_tree(tree);
        trees_.clear();
    }

    std::vector<typename Library::Tree *> trees_;
    Output out_;
};

} // namespace bench

#endif
