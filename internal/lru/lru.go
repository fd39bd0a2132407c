// Package lru keeps what is costly to make, as compiled programs are, within a budget: what was used longest ago is
// forgotten first.
package lru

import "sync"

// Cache holds entries under keys, several under one if a hash is the key. The zero value is empty. It is safe for
// concurrent use, and a hit allocates nothing.
//
// Nothing is torn down when an entry is forgotten: who has taken it out may use it on.
type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	first map[K]*Entry[K, V]
	ends  Entry[K, V] // its next was used last, its prev longest ago
	count int
	bytes int
}

// Entry is a place in a Cache.
type Entry[K comparable, V any] struct {
	Value V

	key        K
	same       *Entry[K, V] // another one under this key
	prev, next *Entry[K, V] // by use; nil once it is forgotten
	bytes      int
	held       bool
}

// Get is the entry under a key whose value is the one, nil if there is none; it counts as a use. The key is computed only
// if it is not the entry used last. Neither function may panic.
func (c *Cache[K, V]) Get(key func() K, is func(v V) bool) *Entry[K, V] {
	c.mu.Lock()
	e := c.ends.next
	if e == nil || e == &c.ends || !is(e.Value) {
		for e = c.first[key()]; e != nil && !is(e.Value); {
			e = e.same
		}
		if e != nil {
			c.use(e)
		}
	}
	c.mu.Unlock()
	return e
}

// Add makes an entry, which is not forgotten before it is told how large it is (Grow): what it stands for is being made.
func (c *Cache[K, V]) Add(key K, v V) *Entry[K, V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.first = map[K]*Entry[K, V]{}
		c.ends.prev, c.ends.next = &c.ends, &c.ends
	}
	e := &Entry[K, V]{Value: v, key: key, same: c.first[key], held: true}
	c.first[key] = e
	c.count++
	c.link(e)
	return e
}

// Grow adds to the size of an entry, and forgets others until all fit the budget: those used longest ago, but not the one
// used last, however large it is. It reports whether they fit; an entry that is forgotten itself has no size.
func (c *Cache[K, V]) Grow(e *Entry[K, V], bytes, budget int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.next == nil {
		return true
	}
	e.held = false
	e.bytes += bytes
	c.bytes += bytes
	for old := c.ends.prev; c.bytes > budget && old != c.ends.next; {
		next := old.prev
		if !old.held {
			c.remove(old)
		}
		old = next
	}
	return c.bytes <= budget
}

// Remove forgets an entry, if it is still there.
func (c *Cache[K, V]) Remove(e *Entry[K, V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.next != nil {
		c.remove(e)
	}
}

// Size is how many entries there are, and their sizes together.
func (c *Cache[K, V]) Size() (entries, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count, c.bytes
}

func (c *Cache[K, V]) use(e *Entry[K, V]) {
	if c.ends.next == e {
		return
	}
	e.prev.next, e.next.prev = e.next, e.prev
	c.link(e)
}

// link puts an entry where the one used last is.
func (c *Cache[K, V]) link(e *Entry[K, V]) {
	e.prev, e.next = &c.ends, c.ends.next
	e.prev.next, e.next.prev = e, e
}

func (c *Cache[K, V]) remove(e *Entry[K, V]) {
	e.prev.next, e.next.prev = e.next, e.prev
	e.prev, e.next = nil, nil
	c.count--
	c.bytes -= e.bytes
	if c.first[e.key] == e {
		if e.same == nil {
			delete(c.first, e.key)
		} else {
			c.first[e.key] = e.same
		}
		return
	}
	for p := c.first[e.key]; p != nil; p = p.same {
		if p.same == e {
			p.same = e.same
		}
	}
}
