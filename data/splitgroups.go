package data

import "github.com/deepprob/deepprob/internal/rng"

// SplitGroups is Split with every group whole on one side. The first set has as near to train rows as whole groups allow,
// the fewer of two that are equally near. Which groups it has is drawn by the seed: they are taken in the order of a
// permutation, and only as many of the last ones as the number of rows needs are exchanged for others. Rows stand group
// by group in that order, inside a group in the order of the set. Without Groups each row is one. It is an error, too,
// if all rows are of one group.
func (s Set) SplitGroups(train int, seed uint64) (a, b Set, err error) {
	if err := s.splittable(train); err != nil {
		return Set{}, Set{}, err
	}
	groups := s.groupRows()
	if len(groups) == 1 {
		return Set{}, Set{}, fileError("", "all %d rows are of group %d: a split by group needs two", s.Rows(), s.Groups[0])
	}
	order := rng.New(seed, "data/split/groups", 0, 0).Perm(len(groups))
	sizes := make([]int, len(groups))
	for i, g := range order {
		sizes[i] = len(groups[g])
	}
	var in, out []int
	for i, taken := range nearestSum(sizes, train) {
		if rows := groups[order[i]]; taken {
			in = append(in, rows...)
		} else {
			out = append(out, rows...)
		}
	}
	return s.Take(in), s.Take(out), nil
}

// groupRows returns the groups in order of first appearance with their rows. Without Groups each row is its own.
func (s Set) groupRows() [][]int {
	if s.Groups == nil {
		rows := make([][]int, s.Rows())
		for i := range rows {
			rows[i] = []int{i}
		}
		return rows
	}
	index := map[int]int{}
	var rows [][]int
	for i, g := range s.Groups {
		at, seen := index[g]
		if !seen {
			at = len(rows)
			index[g], rows = at, append(rows, nil)
		}
		rows[at] = append(rows[at], i)
	}
	return rows
}

// nearestSum chooses from sizes, all above 0, so that the chosen add up as near to target as any choice does that takes
// one and leaves one. It keeps the longest beginning of sizes with which that can be reached, of lengths p, p-1, p-3,
// p-7, ..., 0 where p is how many fit in a row.
func nearestSum(sizes []int, target int) []bool {
	var best []bool
	least, p, left := 0, 0, target
	for ; sizes[p] <= left; p++ {
		left -= sizes[p]
	}
	for back := 0; ; back = 2*back + 1 {
		keep := max(p-back, 0)
		taken, miss := fillUp(sizes, keep, target)
		if best == nil || miss < least {
			best, least = taken, miss
		}
		if least == 0 || keep == 0 {
			return best
		}
	}
}

// fillUp takes the first keep sizes and exactly the best of the others, and returns by how much the sum misses target.
func fillUp(sizes []int, keep, target int) (taken []bool, miss int) {
	taken = make([]bool, len(sizes))
	for i := range keep {
		taken[i] = true
		target -= sizes[i]
	}
	rest := sizes[keep:]
	count, largest, total := map[int]int{}, 0, 0
	var kinds []int // the sizes that occur, in order of appearance
	for _, n := range rest {
		if count[n]++; count[n] == 1 {
			kinds = append(kinds, n)
		}
		largest, total = max(largest, n), total+n
	}
	// A sum of 2 target is no better than none at all, and one more size is enough where none at all is not allowed.
	first := sums(kinds, count, min(total-1, 2*target+largest))
	sum := nearestReached(first, target, keep == 0)
	want := map[int]int{}
	for at := sum; at > 0; at -= kinds[first[at]-1] {
		want[kinds[first[at]-1]]++
	}
	for i, n := range rest {
		if want[n] > 0 {
			want[n]--
			taken[keep+i] = true
		}
	}
	return taken, max(target-sum, sum-target)
}

// sums tells which sums up to limit can be made of count[kinds[i]] times kinds[i], all i: element s is 0 if s cannot, else
// the smallest m such that the first m kinds suffice. Walking down by kinds[m-1] from such an s uses as few of that kind
// as possible, hence never more than there are.
func sums(kinds []int, count map[int]int, limit int) []int32 {
	first, used := make([]int32, limit+1), make([]int32, limit+1)
	for m, n := range kinds {
		clear(used)
		for s := n; s <= limit; s++ {
			before := s - n
			if first[s] == 0 && (before == 0 || first[before] > 0) && int(used[before]) < count[n] {
				first[s], used[s] = int32(m+1), used[before]+1
			}
		}
	}
	return first
}

// nearestReached returns the sum nearest to target, the smaller of two; 0 counts unless some must be taken.
func nearestReached(first []int32, target int, some bool) int {
	for d := 0; ; d++ {
		if s := target - d; s >= 0 && s < len(first) && (first[s] > 0 || s == 0 && !some) {
			return s
		}
		if s := target + d; s < len(first) && first[s] > 0 {
			return s
		}
	}
}
