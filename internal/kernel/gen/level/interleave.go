package level

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
)

// The comments between which interleave finds two parts.
const first, second, end = "interleave", "with", "end"

// Interleave emits f(0) and f(1), which have no jumps and share nothing that either writes. A processor computes most when
// the instructions of both alternate, but then both need registers at once: the second part begins as many instructions
// after the first one as the registers of the function's level ask for.
func Interleave(f func(i int)) {
	build.Comment(first)
	f(0)
	build.Comment(second)
	f(1)
	build.Comment(end)
}

// interleave merges the parts of a function with the least lag for which there are registers.
func interleave(f *ir.Function) error {
	var parts [4][]ir.Node // before, the two parts, after
	k := 0
	for _, n := range f.Nodes {
		if c, ok := n.(*ir.Comment); ok && len(c.Lines) == 1 && k < 3 && c.Lines[0] == [3]string{first, second, end}[k] {
			k++
			continue
		}
		parts[k] = append(parts[k], n)
	}
	if k == 0 {
		return nil
	}
	if k != 3 {
		return fmt.Errorf("%s: Interleave may be used once", f.Name)
	}
	for lag := range len(parts[1]) + 1 {
		f.Nodes = append(merge(parts[0], parts[1], parts[2], lag), parts[3]...)
		if fits(f) {
			return nil
		}
	}
	return nil // the allocation says so
}

// merge appends a and b in turn to head, b beginning after lag nodes of a.
func merge(head, a, b []ir.Node, lag int) []ir.Node {
	nodes := append([]ir.Node(nil), head...)
	for i := range max(len(a), len(b)+lag) {
		if i < len(a) {
			nodes = append(nodes, a[i])
		}
		if i >= lag && i-lag < len(b) {
			nodes = append(nodes, b[i-lag])
		}
	}
	return nodes
}

// fits reports whether the function's level has registers for it, and leaves the function as it was.
func fits(f *ir.Function) bool {
	defer func() {
		f.LabelTarget, f.Allocation = nil, nil
		for _, i := range f.Instructions() {
			i.Pred, i.Succ, i.LiveIn, i.LiveOut = nil, nil, nil, nil
		}
	}()
	for _, step := range []func(*ir.Function) error{pass.LabelTarget, pass.CFG, pass.Liveness, allocate} {
		if step(f) != nil {
			return false
		}
	}
	return true
}
