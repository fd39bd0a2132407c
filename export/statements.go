package export

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// statements writes each operation; one that finds arguments it does not know leaves the statement undone.
var statements map[string]func(s *statement)

func init() {
	statements = map[string]func(s *statement){
		"dense": dense, "conv": conv, "max_pool": pool("maxPool"), "avg_pool": pool("avgPool"),
		"matmul_n_n": matmul, "matmul_n_t": matmul, "matmul_t_n": matmul, "matmul_t_t": matmul, "transpose": transpose,
		"softmax": alongRows("softmax"), "log_softmax": alongRows("logSoftmax"), "log_sum_exp": alongRows("logSumExp"),
		"cum_sum": cumSum, "sum": reduce("sums"), "mean": reduce("means"), "max": reduce("maxima"),
		"variance": variance, "standardize": standardize, "take": take, "one_hot": oneHot,
		"reshape": same, "stop_gradient": same, "broadcast_to": repeat, "slice": slice, "concat": concat,
	}
	for op := range functions {
		statements[op] = elementwise
	}
	for op := range pairs {
		statements[op] = elementwise
	}
}

// same is another shape of the same numbers.
func same(s *statement) {
	o := s.in[0]
	o.shape = s.node.Shape()
	s.is(o)
}

// elementwise is a loop over the elements.
func elementwise(s *statement) {
	var shapes []tensor.Shape
	for _, o := range s.in {
		shapes = append(shapes, o.shape)
	}
	if _, ok := s.expression(make([]string, len(s.in))); !ok {
		return
	}
	y := s.inPlace(func(operand) bool { return true })
	s.loops(y.shape, shapes, func(index []string) string {
		values := make([]string, len(s.in))
		for k, o := range s.in {
			values[k] = o.element(index[k+1])
		}
		v, _ := s.expression(values)
		return fmt.Sprintf("%s = %s", y.element(index[0]), v)
	})
}

// expression is the operation on elements.
func (s *statement) expression(values []string) (v string, ok bool) {
	if len(values) == 1 {
		return s.function(values[0], s.bits())
	}
	format, ok := pairs[s.op]
	if !ok || strings.Count(format, "%") != len(values) {
		return "", false
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return fmt.Sprintf(format, args...), true
}

// activate applies the activation of a layer to its result.
func (s *statement) activate(y operand) bool {
	if s.suffix == "" {
		return true
	}
	v, ok := parse(s.suffix).function(y.name+"[i]", s.bits())
	if ok {
		s.line("for i := range %s {", y.name)
		s.line("\t%s[i] = %s", y.name, v)
		s.line("}")
	}
	return ok
}

// bias is the third operand of a layer, if there is one.
func (s *statement) bias() string {
	if len(s.in) < 3 {
		return "nil"
	}
	return s.in[2].all()
}

func dense(s *statement) {
	y := s.out()
	s.line("dense(%s, %s, %s, %s, %d)", y.all(), s.in[0].all(), s.in[1].all(), s.bias(), s.in[1].shape[1])
	s.done = s.activate(y)
}

// slides are the two axes of a window on images, as literals.
func (s *statement) slides(images tensor.Shape) string {
	in, out := slices.Clone(images[1:len(images)-1]), slices.Clone(s.node.Shape()[1:len(images)-1])
	if len(in) == 1 {
		in, out = append([]int{1}, in...), append([]int{1}, out...)
	}
	var text []string
	a := s.ints()
	for i := range in {
		text = append(text, fmt.Sprintf("slide{in: %d, out: %d, size: %d, stride: %d, dilation: %d, before: %d}", in[i], out[i], a[4*i], a[4*i+1], a[4*i+2], a[4*i+3]))
	}
	return strings.Join(text, ", ")
}

func conv(s *statement) {
	x, w := s.in[0], s.in[1]
	if len(s.args) != 8 {
		return
	}
	y := s.out()
	channels := w.shape[len(w.shape)-2:]
	s.line("conv(%s, %s, %s, %s, %s, %d, %d)", y.all(), x.all(), w.all(), s.bias(), s.slides(x.shape), channels[0], channels[1])
	s.done = s.activate(y)
}

func pool(function string) func(s *statement) {
	return func(s *statement) {
		x := s.in[0]
		if len(s.args) == 8 {
			y := s.out()
			s.line("%s(%s, %s, %s, %d)", function, y.all(), x.all(), s.slides(x.shape), x.shape[len(x.shape)-1])
		}
	}
}

func matmul(s *statement) {
	transA, transB := strings.Contains(s.op, "_t_"), strings.HasSuffix(s.op, "_t")
	inner := s.in[0].shape[1]
	if transA {
		inner = s.in[0].shape[0]
	}
	y := s.out()
	s.line("matmul(%s, %s, %s, %d, %d, %d, %t, %t)", y.all(), s.in[0].all(), s.in[1].all(), y.shape[0], inner, y.shape[1], transA, transB)
}

func transpose(s *statement) {
	y, x := s.out(), s.in[0]
	s.line("transpose(%s, %s, %d, %d)", y.all(), x.all(), x.shape[0], x.shape[1])
}
