(** Spec.v -- STATEMENT LAYER (the only file a reader must trust).
    Definitions only, over the real numbers; no proofs, no computation. *)
From Coq Require Export Reals List ZArith.
Import ListNotations.
Open Scope R_scope.

Definition vec := list R.
Definition mat := list vec.                       (* list of rows *)

Fixpoint dot (u v : vec) : R :=
  match u, v with a :: u', b :: v' => a * b + dot u' v' | _, _ => 0 end.
Fixpoint vadd (u v : vec) : vec :=
  match u, v with
  | [], _ => v | _, [] => u | a :: u', b :: v' => (a + b) :: vadd u' v' end.
Definition vscale (k : R) (u : vec) : vec := map (Rmult k) u.
Definition vsub (u v : vec) : vec := vadd u (vscale (-1) v).
Definition sqnorm (u : vec) : R := dot u u.
Definition mv (W : mat) (x : vec) : vec := map (fun row => dot row x) W.
Definition affine (W : mat) (b x : vec) : vec := vadd (mv W x) b.
Definition relu (t : R) : R := Rmax 0 t.
Definition sum (l : list R) : R := fold_right Rplus 0 l.

Definition layer : Type := mat * vec.
Fixpoint hidden (Ls : list layer) (x : vec) : vec :=
  match Ls with
  | [] => x
  | (W, b) :: Ls' => hidden Ls' (map relu (affine W b x)) end.
Definition net (Ls : list layer) (A : mat) (c : vec) (x : vec) : vec :=
  affine A c (hidden Ls x).

(* a cluster: its points and its target *)
Definition cluster : Type := list vec * vec.
Definition cluster_cost (f : vec -> vec) (K : cluster) : R :=
  / INR (length (fst K)) * sum (map (fun x => sqnorm (vsub (f x) (snd K))) (fst K)).
Definition cost (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster) : R :=
  sum (map (cluster_cost (net Ls A c)) Ks).

(* strict activation pattern: true = pre-activation > 0, false = < 0 *)
Definition strict (s : bool) (t : R) : Prop := if s then 0 < t else t < 0.
Fixpoint pattern (Ls : list layer) (x : vec) (S : list (list bool)) : Prop :=
  match Ls, S with
  | [], [] => True
  | (W, b) :: Ls', s :: S' =>
      Forall2 strict s (affine W b x) /\ pattern Ls' (map relu (affine W b x)) S'
  | _, _ => False end.

(* rational data: integers over one common denominator *)
Record zvec := ZV { vden : positive; vnum : list Z }.
Record zmat := ZM { mden : positive; mnum : list (list Z) }.
Definition frac (d : positive) (z : Z) : R := IZR z / IZR (Zpos d).
Definition RV (v : zvec) : vec := map (frac (vden v)) (vnum v).
Definition RM (m : zmat) : mat := map (map (frac (mden m))) (mnum m).
Definition RL (l : zmat * zvec) : layer := (RM (fst l), RV (snd l)).
Definition RK (k : zmat * zvec) : cluster := (RM (fst k), RV (snd k)).
