package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Interceptor stands between a network and its weights: a wrapper that makes the weights of any network, whose layers
// know nothing of it, distributions, or drops some of them.
//
// Laws: what it returns has the shape asked for; it declares its own parameters in the scope it is given, below the name
// asked for ("kernel/loc"), where the wrappers outside of it see them in turn.
type Interceptor interface {
	// Param returns the node to use for the weight called name of scope s.
	Param(s *Scope, name string, init Initializer, shape ...int) *G.Node
}

// LinearInterceptor is an Interceptor that wants the rows too.
type LinearInterceptor interface {
	Interceptor
	// Linear returns what to use for l applied to x. On nil the weights kernel and bias are asked of Param instead.
	Linear(s *Scope, l Linear, x *G.Node) *G.Node
}

// BatchInterceptor is an Interceptor that is told when the rows of a batch see each other.
type BatchInterceptor interface {
	Interceptor
	// WholeBatch tells of a scope inside, by Scope.WholeBatch or Scope.Update.
	WholeBatch(s *Scope)
	// Update tells of a value of the whole batch that is made anywhere in the pass, by Scope.Update.
	Update(s *Scope, value *G.Node)
}

// around is a chain of interceptors, the innermost first.
type around struct {
	by    Interceptor
	outer *around
}

// Intercept returns this scope with i between it and its weights. A scope that has interceptors already asks the new
// one first.
func (s *Scope) Intercept(i Interceptor) *Scope {
	if i == nil {
		build.Fail("intercept", nil, "the Interceptor is nil")
	}
	if by, ok := i.(BatchInterceptor); ok {
		s.pass.batches = append(s.pass.batches, by)
	}
	return &Scope{pass: s.pass, path: s.path, around: &around{by: i, outer: s.around}, told: s.told}
}

// outer is the scope as the innermost interceptor sees it.
func (s *Scope) outer() *Scope {
	return &Scope{pass: s.pass, path: s.path, around: s.around.outer, told: s.told}
}
