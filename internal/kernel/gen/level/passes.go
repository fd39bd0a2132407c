package level

import (
	"fmt"
	"slices"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/reg"
)

// Generate is avo's Generate under the rules of the levels; last are passes after all others. It ends the program with the
// name of the function that breaks a rule.
func Generate(last ...pass.Interface) {
	pass.Compile = pass.Concat(passes, pass.Concat(last...), pass.Func(writeKernels))
	build.Generate()
}

// passes are avo's, in its order, with three of our own: avo's allocation gives out 32 vector registers to every function,
// of which only the encoding of AVX-512 reaches the upper 16, and it has no check.
var passes = pass.Concat(
	pass.FunctionPass(interleave),
	pass.Verify,
	pass.FunctionPass(pass.PruneJumpToFollowingLabel),
	pass.FunctionPass(pass.PruneDanglingLabels),
	pass.FunctionPass(pass.LabelTarget),
	pass.FunctionPass(pass.CFG),
	pass.InstructionPass(pass.ZeroExtend32BitOutputs),
	pass.FunctionPass(pass.Liveness),
	pass.FunctionPass(allocate),
	pass.FunctionPass(pass.BindRegisters),
	pass.FunctionPass(pass.VerifyAllocation),
	pass.FunctionPass(pass.EnsureBasePointerCalleeSaved),
	pass.Func(pass.IncludeTextFlagHeader),
	pass.FunctionPass(pass.PruneSelfMoves),
	pass.FunctionPass(pass.RequiredISAExtensions),
	pass.FunctionPass(check),
)

// allocate gives the function registers of its level, as avo's AllocateRegisters does of all levels.
func allocate(f *ir.Function) error {
	l, err := of(f.Name)
	if err != nil {
		return err
	}
	f.Allocation = reg.NewEmptyAllocation()
	for _, kind := range []reg.Kind{reg.KindGP, reg.KindVector, reg.KindOpmask} {
		a, err := l.allocator(kind)
		if err != nil {
			return err
		}
		for _, i := range f.Instructions() {
			for _, r := range i.Registers() {
				if r.Kind() == kind {
					a.Add(r.ID())
				}
			}
			for _, r := range i.OutputRegisters() {
				if r.Kind() != kind {
					continue
				}
				live := i.LiveOut.OfKind(kind)
				live.DiscardRegister(r)
				a.AddInterferenceSet(r, live)
			}
		}
		allocation, err := a.Allocate()
		if err != nil {
			return fmt.Errorf("%s: %w: the level has %d vector registers; keep constants in memory or fewer vectors in flight", f.Name, err, l.vectors)
		}
		if err := f.Allocation.Merge(allocation); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// allocator gives out the registers of a kind that the level has, the frame pointer last.
func (l Level) allocator(kind reg.Kind) (*pass.Allocator, error) {
	registers := slices.DeleteFunc(slices.Clone(reg.FamilyOfKind(kind).Registers()), func(r reg.Physical) bool {
		return kind == reg.KindVector && int(r.PhysicalIndex()) >= l.vectors
	})
	a, err := pass.NewAllocator(registers)
	if err != nil {
		return nil, err
	}
	for _, r := range registers {
		if r.Info()&reg.BasePointer != 0 {
			a.SetPriority(r.ID(), -1)
		}
	}
	return a, nil
}

// check stops at the first instruction that is beyond the function's level.
func check(f *ir.Function) error {
	l, err := of(f.Name)
	if err != nil {
		return err
	}
	for _, i := range f.Instructions() {
		if reason := l.beyond(i); reason != "" {
			return fmt.Errorf("%s: %s is beyond %s: %s", f.Name, text(i), l.Name, reason)
		}
	}
	return nil
}

// beyond says why the level does not have the instruction, whose operands are physical: "" if it has it. What only the
// encoding of AVX-512 can express, such as a shift of a vector in memory by a constant, avo lists under AVX-512.
func (l Level) beyond(i *ir.Instruction) string {
	for _, e := range i.ISA {
		if !slices.Contains(l.isa, e) {
			return "it needs " + e
		}
	}
	if l.wide {
		return ""
	}
	if len(i.Suffixes) > 0 {
		return "the suffix is AVX-512's"
	}
	for _, r := range i.Registers() {
		p := reg.ToPhysical(r)
		switch {
		case r.Kind() == reg.KindOpmask:
			return r.Asm() + " is a mask register"
		case r.Kind() == reg.KindVector && r.Size() == 64:
			return r.Asm() + " has 64 bytes"
		case r.Kind() == reg.KindVector && (p == nil || int(p.PhysicalIndex()) >= l.vectors):
			return r.Asm() + " is not among the registers"
		}
	}
	return ""
}

// text is the instruction as in the file.
func text(i *ir.Instruction) string {
	s := i.OpcodeWithSuffixes()
	for k, o := range i.Operands {
		if k > 0 {
			s += ","
		}
		s += " " + operand.Op(o).Asm()
	}
	return s
}
