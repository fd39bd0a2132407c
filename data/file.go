package data

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Read reads a table by the suffix of its path: .fits, .fit or .fts (FITS), .csv or .tsv (CSV with its zero value or
// tabs), .npy (NPY) and .npz (NPZ), in any case; all but the last also with .gz after it.
func Read(path string) (*Table, error) { return ReadContext(context.Background(), path) }

// ReadContext is Read until ctx ends.
func ReadContext(ctx context.Context, path string) (*Table, error) {
	suffix := strings.ToLower(filepath.Ext(path))
	if suffix == ".gz" {
		suffix = strings.ToLower(filepath.Ext(path[:len(path)-len(suffix)]))
	}
	switch suffix {
	case ".fits", ".fit", ".fts":
		return FITS{}.ReadContext(ctx, path)
	case ".csv":
		return CSV{}.ReadContext(ctx, path)
	case ".tsv":
		return CSV{Comma: '\t'}.ReadContext(ctx, path)
	case ".npy":
		return NPY{}.ReadContext(ctx, path)
	case ".npz":
		return NPZ{}.ReadContext(ctx, path)
	default:
		return nil, fileError(path, "suffix %s is not one of .fits .fit .fts .csv .tsv .npy .npz: rename the file or call its reader (ReadFITS, ReadCSV, ReadNPY, ReadNPZ)", quote(suffix))
	}
}

// openFile opens a regular file that is not empty and returns its size.
func openFile(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, 0, fileError(path, "%w", err)
	case info.IsDir():
		return nil, 0, fileError(path, "is a directory: name a file in it")
	case !info.Mode().IsRegular():
		return nil, 0, fileError(path, "is not a regular file: save what it gives to one first")
	case info.Size() == 0:
		return nil, 0, fileError(path, "is empty (0 bytes): copy or write it again")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fileError(path, "%w", err)
	}
	return f, info.Size(), nil
}
