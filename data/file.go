package data

import (
	"os"
	"path/filepath"
	"strings"
)

// Read reads a table by the suffix of its path: .fits, .fit or .fts (ReadFITS), .csv or .tsv (CSV with its zero value
// or tabs), .npy (ReadNPY) and .npz (ReadNPZ), in any case.
func Read(path string) (*Table, error) {
	switch suffix := strings.ToLower(filepath.Ext(path)); suffix {
	case ".fits", ".fit", ".fts":
		return ReadFITS(path)
	case ".csv":
		return ReadCSV(path)
	case ".tsv":
		return CSV{Comma: '\t'}.Read(path)
	case ".npy":
		return ReadNPY(path)
	case ".npz":
		return ReadNPZ(path)
	default:
		return nil, fileError(path, "suffix %q is not one of .fits .fit .fts .csv .tsv .npy .npz: rename the file or call its reader (ReadFITS, ReadCSV, ReadNPY, ReadNPZ)", suffix)
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
