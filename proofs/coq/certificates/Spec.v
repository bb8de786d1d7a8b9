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

(* shapes: W is rows x cols; hidden layers are M x M, the readout is Q x M *)
Definition shape (rows cols : nat) (W : mat) : Prop :=
  length W = rows /\ Forall (fun r => length r = cols) W.
Definition well_shaped (M Q : nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster) :
  Prop :=
  Forall (fun L => shape M M (fst L) /\ length (snd L) = M) Ls
  /\ shape Q M A /\ length c = Q
  /\ Forall (fun K => fst K <> [] /\ Forall (fun x => length x = M) (fst K)
    /\ length (snd K) = Q) Ks.

(* any widths: layer after layer from M inputs, the last width is that of the output *)
Fixpoint sized (M : nat) (widths : list nat) (Ls : list layer) (A : mat) (c : vec) : Prop :=
  match widths, Ls with
  | [Q], [] => shape Q M A /\ length c = Q
  | d :: widths', (W, b) :: Ls' => shape d M W /\ length b = d /\ sized d widths' Ls' A c
  | _, _ => False end.
Definition inputs (M : nat) (Ks : list cluster) : Prop :=
  Forall (fun K => Forall (fun x => length x = M) (fst K)) Ks.
Definition nowhere_zero (Ls : list layer) (Ks : list cluster) : Prop :=
  forall K, In K Ks -> forall x, In x (fst K) -> exists S, pattern Ls x S.

(* zero loss, point by point; every pre-activation strictly positive or strictly negative *)
Definition interpolates (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster) : Prop :=
  forall K, In K Ks -> forall x, In x (fst K) -> net Ls A c x = snd K.
Definition strict_patterns (Ls : list layer) (Ks : list cluster) (Ss : list (list (list bool))) :
  Prop :=
  Forall2 (fun K S => forall x, In x (fst K) -> pattern Ls x S) Ks Ss.

(* v is the least cost over all real readouts (A', c') on the same hidden layers, and
   (A, c) attains it *)
Definition least_affine Ls A c Ks (v : R) : Prop :=
  cost Ls A c Ks = v
  /\ forall (A' : mat) (c' : vec), length A' = length c' -> v <= cost Ls A' c' Ks.
(* b^(L) = W_L b^(L-1) + b_L, b^(0) = 0; the linear readout keeps the cumulative bias
   A b^(L) + c = 0 *)
Definition cumulative_bias (Ls : list layer) : vec :=
  fold_left (fun b L => affine (fst L) (snd L) b) Ls [].
Definition linear_bias (Ls : list layer) (A : mat) : vec :=
  vscale (-1) (mv A (cumulative_bias Ls)).
Definition least_linear Ls A c Ks (v : R) : Prop :=
  c = linear_bias Ls A /\ cost Ls A c Ks = v
  /\ forall A' : mat, v <= cost Ls A' (linear_bias Ls A') Ks.

(* a hyperplane f.x = t strictly between two sets of points *)
Definition separable (P N : list vec) : Prop :=
  exists f t, (forall x, In x P -> dot f x < t) /\ (forall x, In x N -> t < dot f x).

(* the columns of B are a basis of the space { v in R^n : V v }, whose dimension is d *)
Definition basis (V : vec -> Prop) (B : mat) (n d : nat) : Prop :=
  (forall v, length v = n -> (V v <-> exists c, length c = d /\ v = mv B c))
  /\ (forall c c', length c = d -> length c' = d -> mv B c = mv B c' -> c = c').

(* derivative of the network in its parameters, in the direction (dLs, dA, dc);
  dx moves the input *)
Definition direction : Type := list layer.
Definition active (z d : R) : R := if Rlt_dec 0 z then d else 0.
Definition map2 {X Y Z} (f : X -> Y -> Z) (l : list X) (m : list Y) : list Z :=
  map (fun t => f (fst t) (snd t)) (combine l m).
Fixpoint hidden_tangent (Ls : list layer) (dLs : direction) (x dx : vec) : vec :=
  match Ls, dLs with
  | (W, b) :: Ls', (dW, db) :: dLs' =>
      let z := affine W b x in
      hidden_tangent Ls' dLs' (map relu z) (map2 active z (vadd (mv W dx) (affine dW db x)))
  | _, _ => dx end.
Definition net_tangent Ls A dLs (dA : mat) (dc : vec) (x : vec) : vec :=
  vadd (mv A (hidden_tangent Ls dLs x (map (fun _ => 0) x))) (affine dA dc (hidden Ls x)).

(* a direction as one vector: layer by layer the rows of dW, then db; the output layer last *)
Fixpoint rows_of (r M : nat) (v : vec) : mat :=
  match r with O => [] | S r' => firstn M v :: rows_of r' M (skipn M v) end.
Fixpoint layers_of (L M : nat) (v : vec) : direction :=
  match L with
  | O => []
  | S L' => (rows_of M M v, firstn M (skipn (M * M) v)) :: layers_of L' M (skipn (M * M + M) v) end.
Definition tangent_at (M Q : nat) Ls A x v : vec :=
  let w := skipn (length Ls * (M * M + M)) v in
  net_tangent Ls A (layers_of (length Ls) M v) (rows_of Q M w) (skipn (Q * M) w) x.

(* directions in which, to first order, no output at a training point moves; and: outputs equal on
   each class, one value y a class, are reached *)
Definition stationary M Q Ls A (Ks : list cluster) (v : vec) : Prop :=
  forall K, In K Ks -> forall x, In x (fst K) -> Forall (fun a => a = 0) (tangent_at M Q Ls A x v).
Definition moves_classes M Q Ls A (Ks : list cluster) (v : vec) (ys : list vec) : Prop :=
  Forall2 (fun K y => forall x, In x (fst K) -> tangent_at M Q Ls A x v = y) Ks ys.
