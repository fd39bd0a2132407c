package solvers

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. Of a solver they are its settings: its State is kept beside them. The names are a promise: see
// package registry.
func init() {
	registry.EnterSettings(&Adam{}, &AdamW{}, &SGD{}, &RMSProp{})
	registry.Enter(ConstantSchedule{}, StepSchedule{}, ExponentialSchedule{}, CosineSchedule{}, PolynomialSchedule{}, WarmUpSchedule{}, ScheduleFunc(nil))
}
