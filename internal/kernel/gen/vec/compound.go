package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// compounds are the loops of the lines of compounds.txt, in the notation of Compound of package kernel: the operations are those
// of the loops by themselves, so that the bits are too.
func compounds() []loop {
	text, err := os.ReadFile("../compounds.txt")
	if err != nil {
		panic(err)
	}
	var loops []loop
	for line := range strings.Lines(string(text)) {
		name, code, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || line[0] == '#' {
			continue
		}
		l := loop{name: "vec" + name + "Compound", double: strings.HasSuffix(name, "64"), unroll: 1}
		for k := 0; strings.Contains(code+" ", fmt.Sprint(" x", k, " ")); k++ {
			l.in = append(l.in, string(rune('a'+k)))
		}
		l.doc = "is a compound: see compounds.txt."
		l.f = func(x ...V) V { return compute(code, x) }
		loops = append(loops, l)
	}
	return loops
}

// term is a value, or a mask that stands for 1 where it is set and for 0 elsewhere.
type term struct {
	v    V
	mask bool
}

func (t term) number() V {
	if t.mask {
		return keep(t.v, num(1))
	}
	return t.v
}

// compute is the last result of the code.
func compute(code string, x []V) V {
	var results []term
	for line := range strings.SplitSeq(code, " | ") {
		fields := strings.Fields(line)
		var in []term
		for _, name := range fields[1:] {
			in = append(in, operand(name, x, results))
		}
		results = append(results, operation(fields[0], in))
	}
	return results[len(results)-1].number()
}

func operand(name string, x []V, results []term) term {
	if k, err := strconv.Atoi(name[1:]); err == nil && name[0] == 'x' {
		return term{v: x[k]}
	} else if err == nil && name[0] == 't' {
		return results[k]
	}
	return term{v: num(number(name))}
}

func number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return v
}

func operation(op string, in []term) term {
	name, list, _ := strings.Cut(strings.TrimSuffix(op, ")"), "(")
	var c []float64
	if list != "" {
		for _, v := range strings.Split(list, ",") {
			c = append(c, number(v))
		}
	}
	if name == "where" && in[0].mask {
		return term{v: choose(in[0].v, in[1].number(), mov(in[2].number()))}
	}
	var x []V
	for _, t := range in {
		x = append(x, t.number())
	}
	switch name {
	case "less":
		return term{cmp(less, x[0], x[1]), true}
	case "equal":
		return term{cmp(equal, x[0], x[1]), true}
	case "between":
		return term{within(x[0], c[0], c[1]), true}
	case "where":
		return term{v: choose(notZero(x[0]), x[1], mov(x[2]))}
	case "where_between":
		return term{v: choose(within(x[0], c[0], c[1]), x[1], mov(x[2]))}
	}
	return term{v: arithmetic(name, x, c)}
}

// within is the mask of lo <= x <= hi.
func within(x V, lo, hi float64) V {
	switch {
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		return cmp(equal, x, x)
	case math.IsInf(lo, -1):
		return cmp(lessEqual, x, num(hi))
	case math.IsInf(hi, 1):
		return cmp(greaterEqual, x, num(lo))
	case lo == hi:
		return cmp(equal, x, num(lo))
	}
	return both(cmp(greaterEqual, x, num(lo)), cmp(lessEqual, x, num(hi)))
}

func arithmetic(name string, x []V, c []float64) V {
	switch name {
	case "add":
		return add(x[0], x[1])
	case "sub":
		return sub(x[0], x[1])
	case "mul":
		return mul(x[0], x[1])
	case "div":
		return div(x[0], x[1])
	case "add_const":
		return add(x[0], num(c[0]))
	case "mul_const":
		return mul(x[0], num(c[0]))
	case "neg":
		return neg(x[0])
	case "abs":
		return magnitude(x[0])
	case "square":
		return mul(x[0], x[0])
	case "reciprocal":
		return div(num(1), x[0])
	case "log":
		return log(x[0])
	case "log1p":
		return log1p(x[0])
	}
	panic("no operation is called " + name)
}
